"""Calls of the service centre: callbacks, service, complaints, claims, renewals, robots."""

from __future__ import annotations

from typing import Final

from goodfaith.demo.simulator.occasion import topics_of
from goodfaith.demo.simulator.scene import Scene
from goodfaith.demo.simulator.seeding import pick
from goodfaith.demo.simulator.talk import Said

PROMISED: Final = frozenset({"GUARANTEE", "REBATE", "DEPOSIT_CMP"})
MISLED: Final = {"q3": 0.05, "q4": 0.06, "q5": 0.06, "q6": 0.08, "q7": 0.03, "q2": 0.01}
"""How often a customer nobody misled answers a question badly."""
WORSE: Final = {
    "q2": ("SIGN_FOR",),
    "q4": ("HIDE_EXCL", "NO_CORRECTION"),
    "q5": ("HIDE_COOLING", "DEPOSIT_CMP"),
    "q6": ("HIDE_COOLING",),
}
"""What a customer does not know because it was hidden."""


DISTURBANCES: Final = ("any.repeat", "any.bad_line", "any.aside", "any.not_understood", "any.hold")


def chat(scene: Scene) -> None:
    """What gets between: a bad line, a child, a question asked twice; a little talk."""
    for _ in range(scene.often(0.3)):
        scene.say(pick(scene.rng, DISTURBANCES))
    if scene.customer.temper == "chatty" and scene.chance(0.3 * scene.fullness):
        scene.say("any.smalltalk")


def callback(scene: Scene) -> None:
    """The seven questions and some more; `scene.answers` keeps what was answered."""
    scene.stage("opening")
    scene.talk.exchange("callback.greet", "callback.greet_reply")
    scene.talk.exchange("callback.convenient", "any.yes")
    chat(scene)
    scene.stage("questions")
    if scene.memory.coached and scene.chance(0.7):
        scene.say("callback.coached")
    for number in range(1, 8):
        _ask(scene, f"q{number}")
    if scene.deal.product.flag == "participating":
        _ask(scene, "uncertain", bad=0.5 if scene.memory.promised & PROMISED else 0.08)
    for extra in ("health", "promise", "received"):
        if scene.chance(0.7):
            scene.talk.exchange(f"callback.{extra}", f"callback.{extra}_reply")
    if scene.chance(0.35):
        scene.say("callback.question")
    if scene.chance(0.2):
        scene.tell_life_event()
    scene.stage("close")
    scene.say("callback.close", "any.bye")
    scene.result = "resolved" if scene.succeeded else "unresolved"


def _ask(scene: Scene, question: str, bad: float | None = None) -> None:
    asked = scene.say(f"callback.{question}")
    if asked is None:
        scene.answers[question] = "not_asked"
        return
    if bad is None:
        hidden = any(family in scene.memory.promised for family in WORSE.get(question, ()))
        bad = 0.4 if hidden else MISLED.get(question, 0.0)
    if scene.memory.coached:
        bad *= 0.2
    if bad and scene.chance(bad) and scene.say(f"callback.{question}_bad"):
        scene.answers[question] = "no"
        scene.talk.exchange("callback.explain", "callback.explain_reply")
    else:
        scene.say(f"callback.{question}_reply")
        scene.answers[question] = "yes"


def service(scene: Scene) -> None:
    """Somebody wants something done."""
    scene.stage("opening")
    scene.say("service.greet", "service.request")
    scene.say("private.identity_tail" if scene.chance(0.6) else "service.verify")
    if scene.chance(0.25):
        scene.say("private.phone")
    scene.stage("handling")
    if scene.chance(0.3):
        scene.say("any.hold")
    scene.say("service.handle")
    chat(scene)
    for _ in range(scene.often(1)):
        scene.say("service.followup")
    _register(scene)
    for _ in range(scene.often(0.35)):
        _ask_more(scene)
    if scene.chance(0.15):
        impatient = scene.say("service.impatient")
        _keep_temper(scene, impatient)
    if scene.chance(0.2):
        scene.tell_life_event()
    if scene.chance(0.15):
        scene.say("service.transfer")
    scene.stage("close")
    scene.talk.exchange("service.anything_else", "service.nothing_else")
    scene.say("service.bye", "any.bye")
    scene.result = "resolved"


def _register(scene: Scene) -> None:
    if "topic_address" in scene.talk.flags:
        scene.say("private.address")
    if "topic_card" in scene.talk.flags:
        scene.say("private.card")


def _ask_more(scene: Scene) -> None:
    """While they are at it: something else that the customer wants."""
    topics = topics_of("service", scene.deal.product.flag, scene.staff.sells)
    others = [topic for topic in topics if topic not in scene.talk.flags]
    flags = {flag for flag in scene.talk.flags if not flag.startswith("topic_")}
    scene.talk.flags = frozenset(flags | {pick(scene.rng, others)})
    scene.say("service.anything_else", "service.request", "service.handle")
    for _ in range(scene.often(0.7)):
        scene.say("service.followup")
    _register(scene)


def complaint(scene: Scene) -> None:
    """Somebody is angry, mostly with reason."""
    scene.stage("opening")
    scene.say("complaint.greet")
    opened = scene.say("complaint.open")
    _keep_temper(scene, opened)
    scene.say("complaint.sympathise", "private.identity_tail")
    scene.stage("facts")
    for _ in range(max(1, scene.often(1.5))):
        scene.say("complaint.ask", "complaint.detail")
    scene.say("complaint.demand")
    if scene.chance(0.35):
        scene.talk.exchange("complaint.threat", "complaint.threat_reply")
    scene.stage("acceptance")
    scene.say("complaint.record")
    scene.talk.exchange("complaint.accept", "complaint.accept_reply")
    if scene.chance(0.5):
        scene.say("private.phone")
    if scene.chance(0.6):
        scene.say("complaint.calm")
    scene.say("complaint.bye", "any.bye")
    scene.result = "follow_up"


def complaint_answer(scene: Scene) -> None:
    """The call that tells what has become of a complaint."""
    scene.stage("answer")
    scene.say("complaint.interim", "complaint.bye", "any.bye")
    scene.result = "resolved"


def _keep_temper(scene: Scene, provoked: Said | None) -> None:
    if scene.violate("violate.RUDE.insult"):
        scene.say("complaint.detail")
    else:
        scene.called_for("soothe", provoked)


def claim(scene: Scene) -> None:
    """A claim is reported."""
    scene.stage("opening")
    scene.say("claim.greet", "claim.report")
    scene.talk.exchange("claim.safety", "claim.safety_reply")
    scene.stage("particulars")
    motor = bool(scene.talk.flags & {"topic_crash"})
    scene.say("private.plate" if motor else "private.identity_tail")
    for _ in range(max(1, scene.often(1.3))):
        scene.say("claim.when_where")
    if scene.chance(0.6):
        scene.say("private.phone")
    scene.stage("documents")
    scene.talk.exchange("claim.documents", "claim.documents_reply")
    chat(scene)
    for _ in range(scene.often(1.2)):
        scene.say("claim.question")
    scene.violate("violate.UNQUAL_ADVICE.authority")
    scene.say("claim.process", "claim.bye", "any.bye")
    scene.result = "resolved"


def claim_progress(scene: Scene) -> None:
    """The call that tells how a claim stands."""
    scene.stage("progress")
    scene.say("claim.progress", "claim.bye", "any.bye")
    scene.result = "resolved"


def renewal(scene: Scene) -> None:
    """A premium is due."""
    scene.stage("opening")
    scene.talk.exchange("renewal.greet", "any.yes")
    scene.talk.exchange("renewal.remind", "renewal.reply")
    chat(scene)
    for _ in range(scene.often(1)):
        scene.say("renewal.question")
    if scene.chance(0.2):
        scene.say("renewal.difficulty")
    if scene.chance(0.2):
        scene.say("private.card")
    if scene.chance(0.25):
        scene.tell_life_event()
    scene.say("renewal.close", "any.bye")
    scene.result = "resolved"


def robot(scene: Scene) -> None:
    """A machine calls; asked what it is, it says so, or was made to say something else."""
    scene.stage("opening")
    scene.say("robot.greet", "robot.pitch", "robot.reply")
    if scene.chance(0.55) and scene.say("robot.are_you_robot"):
        if scene.chance(0.2):
            scene.commit("violate.AI_HIDE.denies")
            scene.say("react.doubt")
        else:
            scene.say("robot.honest")
    if scene.chance(0.35):
        scene.say("robot.not_understood", "any.yes")
    if scene.chance(0.5):
        scene.say("robot.handover", "any.yes")
        scene.result = "transferred"
    else:
        scene.say("any.no" if scene.chance(0.3) else "sale.refuse_soft")
        scene.result = "refused"
    scene.say("robot.bye")
