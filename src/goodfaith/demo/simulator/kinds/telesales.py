"""Outbound sales calls for life insurance: the first, and those that follow it up."""

from __future__ import annotations

from goodfaith.demo.simulator.kinds import selling
from goodfaith.demo.simulator.scene import Scene


def telesales(scene: Scene) -> None:
    """A sales call; what happened in earlier calls of the journey decides how it begins."""
    scene.selling = True
    scene.odds += scene.customer.interest + scene.memory.goodwill
    begun = _first_call(scene) if scene.memory.calls == 0 else _later_call(scene)
    if begun:
        scene.say("any.thanks", "any.bye")
    scene.memory.calls += 1


def opened(scene: Scene, purpose: str = "sale.purpose", reply: str = "sale.purpose_reply") -> bool:
    """The opening of a first call; False when it ends there."""
    scene.stage("opening")
    scene.talk.exchange("sale.greet", "sale.greet_reply")
    if scene.violate("violate.FAKE_ID.claim"):
        scene.omit("sale.introduce", "identity.licence_told")
        scene.say("any.ack")
    else:
        scene.duty_instead("sale.introduce", "sale.introduce_short", "identity.licence_told")
    scene.duty("sale.recording_told", "identity.recording_told")
    if scene.chance(0.12):
        scene.say("sale.busy", "any.thanks")
        scene.result = "follow_up"
        return False
    scene.talk.exchange("sale.convenient", "sale.convenient_reply")
    if scene.customer.temper in ("wary", "irritable") and scene.chance(0.6):
        scene.say("sale.number_source")
    scene.talk.exchange(purpose, reply)
    return not _refused_early(scene)


def _refused_early(scene: Scene) -> bool:
    if scene.chance(0.14 if scene.customer.temper in ("wary", "irritable", "brisk") else 0.05):
        refused = scene.say("sale.refuse")
        if refused and scene.violate("violate.DNC_IGNORED.keeps"):
            scene.say("sale.refuse")
            scene.violate("violate.RUDE.insult")
        scene.say("sale.refuse_accept", "any.bye")
        scene.result = "refused"
        scene.memory.refused = True
        return True
    if scene.chance(0.2):
        scene.talk.exchange("sale.refuse_soft", "sale.hold_on")
        scene.say("any.yes")
    return False


def _first_call(scene: Scene) -> bool:
    if not opened(scene):
        return False
    if scene.customer.temper == "chatty" and scene.chance(0.6):
        scene.say("any.smalltalk")
    skilled = scene.called_for("needs_first", scene.talk.said[-1])
    if skilled or scene.chance(0.5):
        selling.ask_needs(scene, 5 if skilled else 3, announced=skilled is not None)
        if scene.chance(0.7):
            scene.talk.exchange("need.health", "need.health_reply")
    _tell_and_ask(scene)
    return True


def _later_call(scene: Scene) -> bool:
    scene.stage("opening")
    scene.talk.exchange("follow.greet", "follow.greet_reply")
    scene.duty("sale.introduce", "identity.licence_told")
    scene.duty("sale.recording_told", "identity.recording_told")
    scene.talk.exchange("follow.recall", "follow.recall_reply")
    if scene.chance(0.6):
        scene.say("follow.changed")
    if scene.chance(0.4):
        selling.ask_needs(scene, 2)
    _tell_and_ask(scene)
    return True


def _tell_and_ask(scene: Scene) -> None:
    selling.present(scene, 4 if scene.memory.calls == 0 else 2)
    for _ in range(scene.often(0.6)):
        scene.say(scene.pick("any.repeat", "any.bad_line", "any.aside", "any.not_understood"))
    selling.quote(scene)
    selling.disclose(scene)
    selling.meet_objections(scene)
    if scene.chance(0.25 * scene.fullness):
        scene.tell_life_event()
    selling.close(scene)
