"""Messages that arrive: channels, receipts, replies, tasks and a municipality's own words."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# New columns of tables that are in use keep a default in the database: as long as processes of the version before
# this one still run, they write rows without them.

STATES = ("pending", "sent", "void", "expired", "dead")
NEWER = (*STATES, "uncertain")

# What has left stays as it left. Words and addresses may be thrown away when their time is over, and nothing else.
EVIDENCE = """
create function keep_evidence() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'message' then
    if (new.key, new.kind, new.channel, new.citizen_id, new.staff_id, new.created_at, new.sent_at)
        is distinct from (old.key, old.kind, old.channel, old.citizen_id, old.staff_id, old.created_at, old.sent_at)
      or (new.body_sealed is not null and new.body_sealed is distinct from old.body_sealed)
      or (new.recipient_sealed is not null and new.recipient_sealed is distinct from old.recipient_sealed)
    then
      raise exception 'what has been sent is evidence and stays as it is' using errcode = 'restrict_violation';
    end if;
  elsif (to_jsonb(new) - 'raw_sealed' - 'raw_key') is distinct from (to_jsonb(old) - 'raw_sealed' - 'raw_key')
    or (new.raw_sealed is not null and new.raw_sealed is distinct from old.raw_sealed)
  then
    raise exception 'a receipt is evidence and stays as it is' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$
"""
KEEP_MESSAGES = """
create trigger keep_evidence before update on message for each row
when (old.sent_at is not null) execute function keep_evidence()
"""
KEEP_RECEIPTS = """
create trigger keep_evidence before update on receipt for each row execute function keep_evidence()
"""


def _allow(states: tuple[str, ...]) -> None:
    op.drop_constraint("messagestate", "message", type_="check")
    allowed = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint("messagestate", "message", f"state in ({allowed})")


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_pace")),
    )
    op.create_table(
        "wording",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sms", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("language in ('da', 'en')", name=op.f("ck_wording_language")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_wording_author_id_staff")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["staff.id"], name=op.f("fk_wording_ended_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_wording_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("public_id", name=op.f("uq_wording_public_id")),
    )
    op.create_index(
        "uq_wording_in_force",
        "wording",
        ["municipality_id", "kind", "language"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "delayed",
                "failed",
                "delivered",
                name="arrival",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raw_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("raw_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_receipt_message_id_message"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_receipt_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("provider", "event_id", name=op.f("uq_receipt_provider_event_id")),
    )
    op.create_index(op.f("ix_receipt_message_id"), "receipt", ["message_id"], unique=False)
    op.create_table(
        "reply",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "answer",
                "accepted",
                "declined",
                "absent",
                "stop",
                "start",
                "cancel",
                name="replykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("subject_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_reply_citizen_id_citizen"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_reply_message_id_message"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_reply_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("channel", "event_id", name=op.f("uq_reply_channel_event_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reply_public_id")),
    )
    op.create_index("ix_reply_citizen_id_received_at", "reply", ["citizen_id", "received_at"], unique=False)
    op.create_index(op.f("ix_reply_message_id"), "reply", ["message_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bounced",
                "receipt_missing",
                "unreachable",
                "uncertain",
                "reply",
                "declined",
                name="taskkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reply_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_task_citizen_id_citizen"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["staff.id"], name=op.f("fk_task_done_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_task_message_id_message"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_task_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_task_reply_id_reply"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("public_id", name=op.f("uq_task_public_id")),
    )
    op.create_index(op.f("ix_task_citizen_id"), "task", ["citizen_id"], unique=False)
    op.create_index(op.f("ix_task_message_id"), "task", ["message_id"], unique=False)
    op.create_index(op.f("ix_task_reply_id"), "task", ["reply_id"], unique=False)
    op.create_index(
        "uq_task_open", "task", ["citizen_id", "kind"], unique=True, postgresql_where=sa.text("done_at is null")
    )
    op.add_column("citizen", sa.Column("email_refused", sa.Text(), nullable=True))
    op.add_column("citizen", sa.Column("mobile_refused", sa.Text(), nullable=True))
    op.add_column("citizen", sa.Column("sms_stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "clock_run", sa.Column("lease", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False)
    )
    op.add_column(
        "message", sa.Column("public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False)
    )
    op.add_column("message", sa.Column("urgency", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("message", sa.Column("replaces_id", sa.BigInteger(), nullable=True))
    op.add_column("message", sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("handed", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("message", sa.Column("leads", sa.LargeBinary(), nullable=True))
    op.add_column("message", sa.Column("recipient_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("message", sa.Column("recipient_key", sa.Text(), nullable=True))
    op.add_column("message", sa.Column("receipt_by", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index(
        op.f("ix_message_dead"), table_name="message", postgresql_where=sa.text("state in ('dead', 'expired')")
    )
    op.drop_index(op.f("ix_message_due"), table_name="message", postgresql_where=sa.text("state = 'pending'"))
    op.create_index(
        "ix_message_due",
        "message",
        ["channel", "urgency", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ix_message_awaiting",
        "message",
        ["receipt_by"],
        unique=False,
        postgresql_where=sa.text("receipt_by is not null"),
    )
    op.create_index(
        "ix_message_missed",
        "message",
        ["municipality_id"],
        unique=False,
        postgresql_where=sa.text("state in ('dead', 'expired', 'uncertain')"),
    )
    op.create_index(
        "ix_message_reference",
        "message",
        ["reference"],
        unique=False,
        postgresql_where=sa.text("reference is not null"),
    )
    op.create_index(
        "ix_message_replaces_id",
        "message",
        ["replaces_id"],
        unique=False,
        postgresql_where=sa.text("replaces_id is not null"),
    )
    op.create_index(
        "ix_message_sent_at", "message", ["sent_at"], unique=False, postgresql_where=sa.text("sent_at is not null")
    )
    op.create_unique_constraint(op.f("uq_message_public_id"), "message", ["public_id"])
    op.create_foreign_key(
        op.f("fk_message_replaces_id_message"), "message", "message", ["replaces_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column("municipality", sa.Column("cvr", sa.Text(), server_default="", nullable=False))
    op.add_column("municipality", sa.Column("sms_sender", sa.Text(), server_default="", nullable=False))
    op.add_column("staff", sa.Column("day_mail", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("staff", sa.Column("reminder_mail", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("summons", sa.Column("code_index", sa.LargeBinary(), nullable=True))
    op.create_unique_constraint(op.f("uq_summons_code_index"), "summons", ["code_index"])
    _allow(NEWER)
    op.execute(EVIDENCE)
    op.execute(KEEP_MESSAGES)
    op.execute(KEEP_RECEIPTS)


def downgrade() -> None:
    op.execute("drop trigger keep_evidence on receipt")
    op.execute("drop trigger keep_evidence on message")
    op.execute("drop function keep_evidence()")
    op.execute("update message set state = 'dead' where state = 'uncertain'")
    _allow(STATES)
    op.drop_constraint(op.f("uq_summons_code_index"), "summons", type_="unique")
    op.drop_column("summons", "code_index")
    op.drop_column("staff", "reminder_mail")
    op.drop_column("staff", "day_mail")
    op.drop_column("municipality", "sms_sender")
    op.drop_column("municipality", "cvr")
    op.drop_constraint(op.f("fk_message_replaces_id_message"), "message", type_="foreignkey")
    op.drop_constraint(op.f("uq_message_public_id"), "message", type_="unique")
    op.drop_index("ix_message_sent_at", table_name="message", postgresql_where=sa.text("sent_at is not null"))
    op.drop_index("ix_message_replaces_id", table_name="message", postgresql_where=sa.text("replaces_id is not null"))
    op.drop_index("ix_message_reference", table_name="message", postgresql_where=sa.text("reference is not null"))
    op.drop_index(
        "ix_message_missed", table_name="message", postgresql_where=sa.text("state in ('dead', 'expired', 'uncertain')")
    )
    op.drop_index("ix_message_awaiting", table_name="message", postgresql_where=sa.text("receipt_by is not null"))
    op.drop_index("ix_message_due", table_name="message", postgresql_where=sa.text("state = 'pending'"))
    op.create_index(
        op.f("ix_message_due"), "message", ["due_at"], unique=False, postgresql_where=sa.text("state = 'pending'")
    )
    op.create_index(
        op.f("ix_message_dead"),
        "message",
        ["municipality_id"],
        unique=False,
        postgresql_where=sa.text("state in ('dead', 'expired')"),
    )
    op.drop_column("message", "failed_at")
    op.drop_column("message", "delivered_at")
    op.drop_column("message", "receipt_by")
    op.drop_column("message", "recipient_key")
    op.drop_column("message", "recipient_sealed")
    op.drop_column("message", "leads")
    op.drop_column("message", "handed")
    op.drop_column("message", "handed_at")
    op.drop_column("message", "replaces_id")
    op.drop_column("message", "urgency")
    op.drop_column("message", "public_id")
    op.drop_column("clock_run", "lease")
    op.drop_column("citizen", "sms_stopped_at")
    op.drop_column("citizen", "mobile_refused")
    op.drop_column("citizen", "email_refused")
    op.drop_index("uq_task_open", table_name="task", postgresql_where=sa.text("done_at is null"))
    op.drop_index(op.f("ix_task_reply_id"), table_name="task")
    op.drop_index(op.f("ix_task_message_id"), table_name="task")
    op.drop_index(op.f("ix_task_citizen_id"), table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_reply_message_id"), table_name="reply")
    op.drop_index("ix_reply_citizen_id_received_at", table_name="reply")
    op.drop_table("reply")
    op.drop_index(op.f("ix_receipt_message_id"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_index("uq_wording_in_force", table_name="wording", postgresql_where=sa.text("ended_at is null"))
    op.drop_table("wording")
    op.drop_table("pace")
