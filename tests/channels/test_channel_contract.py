"""What every channel promises, whatever it carries messages with."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jobcentre.channels import PermanentFailure
from jobcentre.rules.reach import Medium
from tests.channels.cases import CASES, Case


@pytest.fixture(params=CASES, ids=lambda make: str(make.__name__))
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    made: Case = request.param(request, tmp_path / "out")
    yield made
    made.channel.close()


def test_it_is_called_what_messages_call_it(case: Case) -> None:
    assert case.channel.name == case.name
    assert case.name in list(Medium)


def test_the_message_arrives_byte_for_byte_and_is_acknowledged(case: Case) -> None:
    message = case.make("a")
    receipt = case.channel.send(message)
    assert case.arrived() == [message.content]
    assert receipt.reference
    assert not re.search(r"@|(?<![0-9a-f-])[0-9]{10}(?![0-9a-f])", receipt.reference)


def test_sent_again_it_is_the_same_message(case: Case) -> None:
    case.channel.send(case.make("a"))
    case.channel.send(case.make("a"))
    assert set(case.arrived()) == {case.make("a").content}


def test_several_messages_go_one_after_another(case: Case) -> None:
    sent = [case.make(f"meeting:{number}") for number in range(5)]
    for message in sent:
        case.channel.send(message)
    assert sorted(case.arrived()) == sorted(message.content for message in sent)


def test_what_it_does_not_accept_it_refuses_for_good(case: Case) -> None:
    for address in case.unfit:
        assert not case.channel.accepts(address)
        with pytest.raises(PermanentFailure) as caught:
            case.channel.send(replace(case.make("a"), recipient=address))
        assert not address or address not in caught.value.reason
    assert case.arrived() == []


def test_it_accepts_an_ordinary_address(case: Case) -> None:
    assert case.channel.accepts(case.fit)


def test_it_may_be_closed_at_any_time_and_used_again(case: Case) -> None:
    case.channel.close()
    case.channel.send(case.make("a"))
    case.channel.close()
    case.channel.close()
    case.channel.send(case.make("b"))
    assert len(case.arrived()) == 2


def test_how_it_behaves_is_always_the_same(case: Case) -> None:
    assert case.channel.manner == case.channel.manner
