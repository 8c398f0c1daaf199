"""The spine: every table of the main job."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# Danish order without a collation from outside: lower case, aa as å, then æ ø å moved behind z.
DANISH_ORDER = """
create function danish_order(word text) returns text language sql immutable strict parallel safe as $$
  select translate(replace(lower(word), 'aa', 'å'), 'æøå', U&'\\E000\\E001\\E002') collate "C"
$$
"""


def upgrade() -> None:
    op.execute(DANISH_ORDER)
    op.create_table(
        "municipality",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("jobcentre", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("phone_hours", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("rule_pack", sa.Text(), nullable=True),
        sa.CheckConstraint("code ~ '^[0-9]{4}$'", name=op.f("ck_municipality_code")),
        sa.PrimaryKeyConstraint("id", name="pk_municipality"),
        sa.UniqueConstraint("code", name="uq_municipality_code"),
    )
    op.create_table(
        "throttle",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "window_start", name="pk_throttle"),
    )
    op.create_index("ix_throttle_window_start", "throttle", ["window_start"], unique=False)
    op.create_table(
        "clock_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("tick", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_clock_run_municipality_id_municipality",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clock_run"),
        sa.UniqueConstraint("municipality_id", "job", "tick", name="uq_clock_run_municipality_id_job_tick"),
    )
    op.create_table(
        "handled_request",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_handled_request_municipality_id_municipality",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", name="pk_handled_request"),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_team_municipality_id_municipality", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("municipality_id", "name", name="uq_team_municipality_id_name"),
        sa.UniqueConstraint("public_id", name="uq_team_public_id"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "caseworker",
                "team_leader",
                "administrator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id < 2147483648", name=op.f("ck_staff_id_fits_claim")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_staff_municipality_id_municipality", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_staff_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("public_id", name="uq_staff_public_id"),
    )
    op.create_index("ix_staff_team_id", "staff", ["team_id"], unique=False)
    op.create_index("uq_staff_email", "staff", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "account_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("welcome", "reset", name="accountpurpose", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("token_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_account_link_municipality_id_municipality",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_account_link_staff_id_staff", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_account_link"),
        sa.UniqueConstraint("public_id", name="uq_account_link_public_id"),
        sa.UniqueConstraint("token_digest", name="uq_account_link_token_digest"),
    )
    op.create_index("ix_account_link_staff_id", "account_link", ["staff_id"], unique=False)
    op.create_table(
        "citizen",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("cpr_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("cpr_key", sa.Text(), nullable=False),
        sa.Column("cpr_index", sa.LargeBinary(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("digital_post_exempt", sa.Boolean(), nullable=False),
        sa.Column("self_booking_exempt", sa.Boolean(), nullable=False),
        sa.Column("protected_address", sa.Boolean(), nullable=False),
        sa.Column("needs", postgresql.ARRAY(sa.TEXT()), nullable=False),
        sa.Column("caseworker_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language in ('da', 'en')", name=op.f("ck_citizen_language")),
        sa.ForeignKeyConstraint(["caseworker_id"], ["staff.id"], name="fk_citizen_caseworker_id_staff"),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_citizen_municipality_id_municipality", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_citizen_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_citizen"),
        sa.UniqueConstraint("municipality_id", "cpr_index", name="uq_citizen_municipality_id_cpr_index"),
        sa.UniqueConstraint("municipality_id", "external_id", name="uq_citizen_municipality_id_external_id"),
        sa.UniqueConstraint("public_id", name="uq_citizen_public_id"),
    )
    op.create_index("ix_citizen_caseworker_id", "citizen", ["caseworker_id"], unique=False)
    op.create_index("ix_citizen_name", "citizen", ["municipality_id", "family_name", "given_name"], unique=False)
    op.create_index("ix_citizen_team_id", "citizen", ["team_id"], unique=False)
    op.create_table(
        "time_off",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_time_off_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_time_off_municipality_id_municipality",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_time_off_staff_id_staff", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_time_off"),
        sa.UniqueConstraint("public_id", name="uq_time_off_public_id"),
    )
    op.create_index("ix_time_off_staff_id_starts_at", "time_off", ["staff_id", "starts_at"], unique=False)
    op.create_table(
        "weekly_hours",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_weekly_hours_ends_after_start")),
        sa.CheckConstraint("weekday between 1 and 7", name=op.f("ck_weekly_hours_weekday")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_weekly_hours_municipality_id_municipality",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_weekly_hours_staff_id_staff", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_weekly_hours"),
    )
    op.create_index("ix_weekly_hours_staff_id", "weekly_hours", ["staff_id"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "actor",
            sa.Enum(
                "citizen",
                "staff",
                "system",
                "operator",
                name="actor",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name="fk_audit_entry_citizen_id_citizen", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_audit_entry_municipality_id_municipality",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_audit_entry_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_citizen_id_id", "audit_entry", ["citizen_id", "id"], unique=False)
    op.create_index("ix_audit_entry_municipality_id_at", "audit_entry", ["municipality_id", "at"], unique=False)
    op.create_table(
        "exemption",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "less_intensive",
                "job_agreed",
                "parental_leave",
                "paused_contact",
                "other",
                name="exemptionground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until_on is null or until_on >= from_on", name=op.f("ck_exemption_until_after_from")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name="fk_exemption_author_id_staff"),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name="fk_exemption_citizen_id_citizen", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_exemption_municipality_id_municipality",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_exemption"),
        sa.UniqueConstraint("public_id", name="uq_exemption_public_id"),
    )
    op.create_index("ix_exemption_citizen_id", "exemption", ["citizen_id"], unique=False)
    op.create_table(
        "occasion",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("episode", sa.Date(), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "held",
            sa.Enum(
                "no_address",
                "no_times",
                "no_self_booking",
                "incomplete",
                name="held",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name="fk_occasion_citizen_id_citizen", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_occasion_municipality_id_municipality",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_occasion"),
        sa.UniqueConstraint("citizen_id", "pack", "episode", "nth", name="uq_occasion_citizen_id_pack_episode_nth"),
        sa.UniqueConstraint("public_id", name="uq_occasion_public_id"),
    )
    op.create_index("ix_occasion_citizen_id", "occasion", ["citizen_id"], unique=False)
    op.create_index(
        "ix_occasion_held", "occasion", ["municipality_id"], unique=False, postgresql_where=sa.text("held is not null")
    )
    op.create_table(
        "spell",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "benefit_group",
            sa.Enum(
                "dagpenge",
                "kontanthjaelp",
                "uddannelseshjaelp",
                name="benefitgroup",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.Column("threshold_reached_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_on is null or ended_on >= started_on", name=op.f("ck_spell_ends_after_start")),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name="fk_spell_citizen_id_citizen", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_spell_municipality_id_municipality", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_spell"),
    )
    op.create_index("ix_spell_citizen_id", "spell", ["citizen_id"], unique=False)
    op.create_index(
        "ix_spell_open",
        "spell",
        ["municipality_id", "started_on"],
        unique=False,
        postgresql_where=sa.text("ended_on is null and withdrawn_at is null"),
    )
    op.create_index(
        "uq_spell_citizen_id_started_on",
        "spell",
        ["citizen_id", "started_on"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )
    op.create_table(
        "summons",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("occasion_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("book_by", sa.Date(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("token_key", sa.Text(), nullable=False),
        sa.Column("failed_tries", sa.BigInteger(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("latest_on >= book_by", name=op.f("ck_summons_latest_after_book_by")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name="fk_summons_citizen_id_citizen", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_summons_municipality_id_municipality", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["occasion_id"], ["occasion.id"], name="fk_summons_occasion_id_occasion", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_summons"),
        sa.UniqueConstraint("public_id", name="uq_summons_public_id"),
        sa.UniqueConstraint("token_digest", name="uq_summons_token_digest"),
    )
    op.create_index("ix_summons_citizen_id", "summons", ["citizen_id"], unique=False)
    op.create_index("ix_summons_occasion_id", "summons", ["occasion_id"], unique=False)
    op.create_index(
        "uq_summons_open", "summons", ["occasion_id"], unique=True, postgresql_where=sa.text("closed_at is null")
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("summons_id", sa.BigInteger(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "confirmed", "cancelled", name="meetingstatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("moves", sa.BigInteger(), nullable=False),
        sa.Column(
            "booked_by",
            sa.Enum("citizen", "staff", name="booked_by", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "cancelled_by",
            sa.Enum("citizen", "staff", name="cancelled_by", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "cancel_ground",
            sa.Enum(
                "illness",
                "job_interview",
                "work",
                "child_care",
                "parental_leave",
                "other",
                "municipality",
                "no_longer_due",
                name="cancelground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "attended",
                "absent",
                "excused",
                "technical_failure",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("outcome_note", sa.Text(), nullable=False),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("token_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome is null or status = 'confirmed'", name=op.f("ck_meeting_outcome_of_confirmed")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name="fk_meeting_citizen_id_citizen", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_meeting_municipality_id_municipality", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_meeting_staff_id_staff"),
        sa.ForeignKeyConstraint(
            ["summons_id"], ["summons.id"], name="fk_meeting_summons_id_summons", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
        sa.UniqueConstraint("public_id", name="uq_meeting_public_id"),
        sa.UniqueConstraint("token_digest", name="uq_meeting_token_digest"),
        sa.UniqueConstraint("uid", name="uq_meeting_uid"),
    )
    op.create_index("ix_meeting_citizen_id", "meeting", ["citizen_id"], unique=False)
    op.create_index("ix_meeting_municipality_id_starts_at", "meeting", ["municipality_id", "starts_at"], unique=False)
    op.create_index("ix_meeting_staff_id_starts_at", "meeting", ["staff_id", "starts_at"], unique=False)
    op.create_index("ix_meeting_summons_id", "meeting", ["summons_id"], unique=False)
    op.create_index(
        "uq_meeting_confirmed", "meeting", ["summons_id"], unique=True, postgresql_where=sa.text("status = 'confirmed'")
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (
                sa.text(
                    "int8range(staff_id * 4294967296 + extract(epoch from starts_at at time zone 'UTC')::bigint, staff_id * 4294967296 + extract(epoch from ends_at at time zone 'UTC')::bigint)"
                ),
                "&&",
            ),
            using="gist",
            name="ex_claim_no_overlap",
        ),
        sa.CheckConstraint(
            "date_trunc('minute', starts_at at time zone 'UTC') = starts_at at time zone 'UTC' and date_trunc('minute', ends_at at time zone 'UTC') = ends_at at time zone 'UTC'",
            name=op.f("ck_claim_whole_minutes"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_claim_ends_after_start")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_claim_meeting_id_meeting", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_claim_municipality_id_municipality", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_claim_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
    )
    op.create_index("ix_claim_meeting_id", "claim", ["meeting_id"], unique=False)
    op.create_index("ix_claim_staff_id_starts_at", "claim", ["staff_id", "starts_at"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("summons_id", sa.BigInteger(), nullable=True),
        sa.Column("meeting_id", sa.BigInteger(), nullable=True),
        sa.Column("account_link_id", sa.BigInteger(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("earlier_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "sent",
                "void",
                "expired",
                "dead",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("body_key", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.CheckConstraint("(citizen_id is null) <> (staff_id is null)", name=op.f("ck_message_one_recipient")),
        sa.ForeignKeyConstraint(
            ["account_link_id"], ["account_link.id"], name="fk_message_account_link_id_account_link", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name="fk_message_citizen_id_citizen", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_message_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_message_municipality_id_municipality", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_message_staff_id_staff", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["summons_id"], ["summons.id"], name="fk_message_summons_id_summons", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("key", name="uq_message_key"),
    )
    op.create_index("ix_message_citizen_id", "message", ["citizen_id"], unique=False)
    op.create_index(
        "ix_message_dead",
        "message",
        ["municipality_id"],
        unique=False,
        postgresql_where=sa.text("state in ('dead', 'expired')"),
    )
    op.create_index(
        "ix_message_due", "message", ["due_at"], unique=False, postgresql_where=sa.text("state = 'pending'")
    )
    op.create_index("ix_message_meeting_id", "message", ["meeting_id"], unique=False)
    op.create_index("ix_message_staff_id", "message", ["staff_id"], unique=False)
    op.create_index("ix_message_summons_id", "message", ["summons_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "sender",
            sa.Enum("citizen", "staff", name="party", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("sender_visit", sa.Text(), nullable=False),
        sa.Column("receiver_visit", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "offer",
                "answer",
                "candidate",
                "devices",
                name="notekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_note_meeting_id_meeting", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name="fk_note_municipality_id_municipality", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index("ix_note_meeting_id", "note", ["meeting_id"], unique=False)
    op.create_table(
        "presence",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "party",
            sa.Enum("citizen", "staff", name="party", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("visit", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_presence_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_presence_municipality_id_municipality",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_presence_staff_id_staff"),
        sa.PrimaryKeyConstraint("meeting_id", "party", name="pk_presence"),
    )


def downgrade() -> None:
    op.drop_table("presence")
    op.drop_index("ix_note_meeting_id", table_name="note")
    op.drop_table("note")
    op.drop_index("ix_message_summons_id", table_name="message")
    op.drop_index("ix_message_staff_id", table_name="message")
    op.drop_index("ix_message_meeting_id", table_name="message")
    op.drop_index("ix_message_due", table_name="message", postgresql_where=sa.text("state = 'pending'"))
    op.drop_index("ix_message_dead", table_name="message", postgresql_where=sa.text("state in ('dead', 'expired')"))
    op.drop_index("ix_message_citizen_id", table_name="message")
    op.drop_table("message")
    op.drop_index("ix_claim_staff_id_starts_at", table_name="claim")
    op.drop_index("ix_claim_meeting_id", table_name="claim")
    op.drop_table("claim")
    op.drop_index("uq_meeting_confirmed", table_name="meeting", postgresql_where=sa.text("status = 'confirmed'"))
    op.drop_index("ix_meeting_summons_id", table_name="meeting")
    op.drop_index("ix_meeting_staff_id_starts_at", table_name="meeting")
    op.drop_index("ix_meeting_municipality_id_starts_at", table_name="meeting")
    op.drop_index("ix_meeting_citizen_id", table_name="meeting")
    op.drop_table("meeting")
    op.drop_index("uq_summons_open", table_name="summons", postgresql_where=sa.text("closed_at is null"))
    op.drop_index("ix_summons_occasion_id", table_name="summons")
    op.drop_index("ix_summons_citizen_id", table_name="summons")
    op.drop_table("summons")
    op.drop_index(
        "uq_spell_citizen_id_started_on", table_name="spell", postgresql_where=sa.text("withdrawn_at is null")
    )
    op.drop_index(
        "ix_spell_open", table_name="spell", postgresql_where=sa.text("ended_on is null and withdrawn_at is null")
    )
    op.drop_index("ix_spell_citizen_id", table_name="spell")
    op.drop_table("spell")
    op.drop_index("ix_occasion_held", table_name="occasion", postgresql_where=sa.text("held is not null"))
    op.drop_index("ix_occasion_citizen_id", table_name="occasion")
    op.drop_table("occasion")
    op.drop_index("ix_exemption_citizen_id", table_name="exemption")
    op.drop_table("exemption")
    op.drop_index("ix_audit_entry_municipality_id_at", table_name="audit_entry")
    op.drop_index("ix_audit_entry_citizen_id_id", table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_index("ix_weekly_hours_staff_id", table_name="weekly_hours")
    op.drop_table("weekly_hours")
    op.drop_index("ix_time_off_staff_id_starts_at", table_name="time_off")
    op.drop_table("time_off")
    op.drop_index("ix_citizen_team_id", table_name="citizen")
    op.drop_index("ix_citizen_name", table_name="citizen")
    op.drop_index("ix_citizen_caseworker_id", table_name="citizen")
    op.drop_table("citizen")
    op.drop_index("ix_account_link_staff_id", table_name="account_link")
    op.drop_table("account_link")
    op.drop_index("uq_staff_email", table_name="staff")
    op.drop_index("ix_staff_team_id", table_name="staff")
    op.drop_table("staff")
    op.drop_table("team")
    op.drop_table("handled_request")
    op.drop_table("clock_run")
    op.drop_index("ix_throttle_window_start", table_name="throttle")
    op.drop_table("throttle")
    op.drop_table("municipality")
    op.execute("drop function danish_order(text)")
