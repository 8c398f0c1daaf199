"""What must be said when somebody asks for a one-time code."""

from jobcentre.models.code import OneTimeCode
from jobcentre.rules.identifying import CodePurpose
from jobcentre.rules.reach import Medium
from jobcentre.services.messaging.rows import Plan
from jobcentre.texts.kinds import Kind


def plan_code(code: OneTimeCode) -> Plan:
    """Plan the message with a code: by the channel that was asked for and no other, and only as long as it works."""
    return Plan(
        subject=f"code:{code.id}",
        version=1,
        kind=Kind.CODE_IDENTIFY if code.purpose is CodePurpose.IDENTIFY else Kind.CODE_ADDRESS,
        channel=Medium(code.channel),
        due_at=code.created_at,
        not_after=code.expires_at,
        columns={"citizen_id": code.citizen_id, "summons_id": code.summons_id, "one_time_code_id": code.id},
    )
