"""The citizen's page: holds, one-time codes, needs, attached files, the list of those who want an earlier time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TASKS = (
    "bounced",
    "receipt_missing",
    "unreachable",
    "uncertain",
    "reply",
    "declined",
    "spells",
    "wants_interview",
    "no_time_set",
)
MORE_TASKS = (*TASKS, "needs", "document")


def _allow(tasks: tuple[str, ...]) -> None:
    allowed = ", ".join(f"'{task}'" for task in tasks)
    op.drop_constraint("taskkind", "task", type_="check")
    op.create_check_constraint("taskkind", "task", f"kind in ({allowed})")


def upgrade() -> None:
    op.create_table(
        "need",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("summons_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "other_time",
                "interpreter",
                "companion",
                "telephone",
                "in_person",
                name="needkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_key", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_need_citizen_id_citizen"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_need_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["summons_id"], ["summons.id"], name=op.f("fk_need_summons_id_summons"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("public_id", name=op.f("uq_need_public_id")),
    )
    op.create_index("ix_need_citizen_id_created_at", "need", ["citizen_id", "created_at"], unique=False)
    op.create_index(op.f("ix_need_summons_id"), "need", ["summons_id"], unique=False)
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("summons_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "identify", "email", "mobile", name="codepurpose", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel in ('email', 'sms')", name=op.f("ck_one_time_code_channel")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_one_time_code_citizen_id_citizen"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_one_time_code_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["summons_id"], ["summons.id"], name=op.f("fk_one_time_code_summons_id_summons"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_one_time_code_public_id")),
    )
    op.create_index(op.f("ix_one_time_code_citizen_id"), "one_time_code", ["citizen_id"], unique=False)
    op.create_index("ix_one_time_code_summons_id_purpose", "one_time_code", ["summons_id", "purpose"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "media_type in ('application/pdf', 'image/jpeg', 'image/png')", name=op.f("ck_document_media_type")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_document_citizen_id_citizen"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_document_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_document_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_public_id")),
    )
    op.create_index("ix_document_citizen_id_created_at", "document", ["citizen_id", "created_at"], unique=False)
    op.create_index(op.f("ix_document_meeting_id"), "document", ["meeting_id"], unique=False)
    op.create_table(
        "waiting_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("summons_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("known_starts", postgresql.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_why",
            sa.Enum(
                "stopped",
                "taken",
                "used_up",
                "gone",
                name="waitend",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_waiting_entry_citizen_id_citizen"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_waiting_entry_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_waiting_entry_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["summons_id"], ["summons.id"], name=op.f("fk_waiting_entry_summons_id_summons"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entry")),
        sa.UniqueConstraint("public_id", name=op.f("uq_waiting_entry_public_id")),
    )
    op.create_index(op.f("ix_waiting_entry_citizen_id"), "waiting_entry", ["citizen_id"], unique=False)
    op.create_index(op.f("ix_waiting_entry_meeting_id"), "waiting_entry", ["meeting_id"], unique=False)
    op.create_index(
        "ix_waiting_entry_open",
        "waiting_entry",
        ["municipality_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index(op.f("ix_waiting_entry_summons_id"), "waiting_entry", ["summons_id"], unique=False)
    op.create_index(
        "uq_waiting_entry_open",
        "waiting_entry",
        ["summons_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "time_offer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("waiting_entry_id", sa.BigInteger(), nullable=False),
        sa.Column("summons_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "accepted",
                "declined",
                "lapsed",
                "withdrawn",
                name="offeranswer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_time_offer_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_time_offer_staff_id_staff")),
        sa.ForeignKeyConstraint(
            ["summons_id"], ["summons.id"], name=op.f("fk_time_offer_summons_id_summons"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["waiting_entry_id"],
            ["waiting_entry.id"],
            name=op.f("fk_time_offer_waiting_entry_id_waiting_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_time_offer_public_id")),
    )
    op.create_index(
        "ix_time_offer_expires_at",
        "time_offer",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("answer is null"),
    )
    op.create_index(op.f("ix_time_offer_summons_id"), "time_offer", ["summons_id"], unique=False)
    op.create_index(op.f("ix_time_offer_waiting_entry_id"), "time_offer", ["waiting_entry_id"], unique=False)
    op.create_index(
        "uq_time_offer_open",
        "time_offer",
        ["waiting_entry_id"],
        unique=True,
        postgresql_where=sa.text("answer is null"),
    )
    op.add_column("claim", sa.Column("summons_id", sa.BigInteger(), nullable=True))
    op.add_column("claim", sa.Column("time_offer_id", sa.BigInteger(), nullable=True))
    op.add_column("claim", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("claim", "meeting_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_index(
        "ix_claim_expires_at", "claim", ["expires_at"], unique=False, postgresql_where=sa.text("expires_at is not null")
    )
    op.create_index(
        "uq_claim_summons_id",
        "claim",
        ["summons_id"],
        unique=True,
        postgresql_where=sa.text("summons_id is not null and time_offer_id is null"),
    )
    op.create_unique_constraint(op.f("uq_claim_time_offer_id"), "claim", ["time_offer_id"])
    op.create_foreign_key(
        op.f("fk_claim_time_offer_id_time_offer"), "claim", "time_offer", ["time_offer_id"], ["id"], ondelete="CASCADE"
    )
    op.create_foreign_key(
        op.f("fk_claim_summons_id_summons"), "claim", "summons", ["summons_id"], ["id"], ondelete="CASCADE"
    )
    op.add_column("meeting", sa.Column("moved_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("one_time_code_id", sa.BigInteger(), nullable=True))
    op.add_column("message", sa.Column("time_offer_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_message_one_time_code_id"), "message", ["one_time_code_id"], unique=False)
    op.create_index(op.f("ix_message_time_offer_id"), "message", ["time_offer_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_message_time_offer_id_time_offer"),
        "message",
        "time_offer",
        ["time_offer_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("fk_message_one_time_code_id_one_time_code"),
        "message",
        "one_time_code",
        ["one_time_code_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.add_column(
        "municipality",
        sa.Column(
            "identification",
            sa.Enum(
                "birth_date",
                "code",
                "mitid",
                name="identification",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            server_default=sa.text("'birth_date'"),
        ),
    )
    op.add_column("citizen", sa.Column("email_of_file", sa.Text(), nullable=True))
    op.add_column("citizen", sa.Column("mobile_of_file", sa.Text(), nullable=True))
    op.add_column("citizen", sa.Column("language_of_file", sa.Text(), nullable=True))
    op.add_column("summons", sa.Column("new_link_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("summons", sa.Column("new_links_asked", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    op.create_index(
        "ix_summons_locked",
        "summons",
        ["municipality_id"],
        unique=False,
        postgresql_where=sa.text("locked_at is not null"),
    )
    op.create_check_constraint("meeting_or_hold", "claim", "(meeting_id is null) <> (summons_id is null)")
    op.create_check_constraint("holds_expire", "claim", "(summons_id is null) = (expires_at is null)")
    op.create_check_constraint("offers_are_holds", "claim", "time_offer_id is null or summons_id is not null")
    _allow(MORE_TASKS)


def downgrade() -> None:
    op.execute("delete from task where kind in ('needs', 'document')")
    _allow(TASKS)
    # holds are worth nothing to the version before: it would take them for meetings
    op.execute("delete from claim where meeting_id is null")
    for name in ("offers_are_holds", "holds_expire", "meeting_or_hold"):
        op.drop_constraint(name, "claim", type_="check")
    op.drop_index("ix_summons_locked", table_name="summons", postgresql_where=sa.text("locked_at is not null"))
    op.drop_column("summons", "new_links_asked")
    op.drop_column("summons", "new_link_asked_at")
    op.drop_column("citizen", "language_of_file")
    op.drop_column("citizen", "mobile_of_file")
    op.drop_column("citizen", "email_of_file")
    op.drop_column("municipality", "identification")
    op.drop_constraint(op.f("fk_message_one_time_code_id_one_time_code"), "message", type_="foreignkey")
    op.drop_constraint(op.f("fk_message_time_offer_id_time_offer"), "message", type_="foreignkey")
    op.drop_index(op.f("ix_message_time_offer_id"), table_name="message")
    op.drop_index(op.f("ix_message_one_time_code_id"), table_name="message")
    op.drop_column("message", "time_offer_id")
    op.drop_column("message", "one_time_code_id")
    op.drop_column("meeting", "moved_from")
    op.drop_constraint(op.f("fk_claim_summons_id_summons"), "claim", type_="foreignkey")
    op.drop_constraint(op.f("fk_claim_time_offer_id_time_offer"), "claim", type_="foreignkey")
    op.drop_constraint(op.f("uq_claim_time_offer_id"), "claim", type_="unique")
    op.drop_index(
        "uq_claim_summons_id",
        table_name="claim",
        postgresql_where=sa.text("summons_id is not null and time_offer_id is null"),
    )
    op.drop_index("ix_claim_expires_at", table_name="claim", postgresql_where=sa.text("expires_at is not null"))
    op.alter_column("claim", "meeting_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_column("claim", "expires_at")
    op.drop_column("claim", "time_offer_id")
    op.drop_column("claim", "summons_id")
    op.drop_index("uq_time_offer_open", table_name="time_offer", postgresql_where=sa.text("answer is null"))
    op.drop_index(op.f("ix_time_offer_waiting_entry_id"), table_name="time_offer")
    op.drop_index(op.f("ix_time_offer_summons_id"), table_name="time_offer")
    op.drop_index("ix_time_offer_expires_at", table_name="time_offer", postgresql_where=sa.text("answer is null"))
    op.drop_table("time_offer")
    op.drop_index("uq_waiting_entry_open", table_name="waiting_entry", postgresql_where=sa.text("ended_at is null"))
    op.drop_index(op.f("ix_waiting_entry_summons_id"), table_name="waiting_entry")
    op.drop_index("ix_waiting_entry_open", table_name="waiting_entry", postgresql_where=sa.text("ended_at is null"))
    op.drop_index(op.f("ix_waiting_entry_meeting_id"), table_name="waiting_entry")
    op.drop_index(op.f("ix_waiting_entry_citizen_id"), table_name="waiting_entry")
    op.drop_table("waiting_entry")
    op.drop_index(op.f("ix_document_meeting_id"), table_name="document")
    op.drop_index("ix_document_citizen_id_created_at", table_name="document")
    op.drop_table("document")
    op.drop_index("ix_one_time_code_summons_id_purpose", table_name="one_time_code")
    op.drop_index(op.f("ix_one_time_code_citizen_id"), table_name="one_time_code")
    op.drop_table("one_time_code")
    op.drop_index(op.f("ix_need_summons_id"), table_name="need")
    op.drop_index("ix_need_citizen_id_created_at", table_name="need")
    op.drop_table("need")
