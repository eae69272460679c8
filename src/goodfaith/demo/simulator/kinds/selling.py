"""What a sale is made of, wherever it takes place: needs, product, duties, doubts, decision."""

from __future__ import annotations

from typing import Final

from goodfaith.demo.simulator.catalogue import SAVINGS
from goodfaith.demo.simulator.character import STRATEGIES
from goodfaith.demo.simulator.scene import Scene
from goodfaith.demo.simulator.talk import Said

NEEDS: Final = ("work", "income", "cover", "worry", "whose", "budget", "smoke")
MISLED: Final = {
    "deposit": ("DEPOSIT_CMP.asked", "NO_CORRECTION.asked"),
    "covers_all": ("HIDE_EXCL.asked", "NO_CORRECTION.asked"),
    "quit": ("HIDE_COOLING.asked", "NO_CORRECTION.asked"),
    "certain": ("GUARANTEE.asked",),
    "at_once": ("UNQUAL_ADVICE.authority",),
    "health": ("INDUCE_NONDISC.asked",),
}
"""What dishonest people answer to a misconception, by family."""

UNPROMPTED: Final = (
    "GUARANTEE.promise DEPOSIT_CMP.compare HIDE_EXCL.denies EXAGGERATE.cover EXAGGERATE.best "
    "REG_ENDORSE.claim INDUCE_SURR.replace HIDE_COOLING.twists"
).split()
PUSHES: Final = (
    "HYPE_STOP.hype PRESSURE.deadline PRESSURE.fear REBATE.offer REBATE.asked TIE_IN.tie"
).split()


def ask_needs(scene: Scene, times: float = 5, announced: bool = False) -> None:
    """Ask after life and money before any product; the customer tells, and tells more."""
    scene.stage("needs")
    if not announced:
        scene.say("need.open")
    topics = list(NEEDS)
    if scene.deal.product.flag in SAVINGS:
        topics.append("goal")
    scene.rng.shuffle(topics)
    asked = ["family", *topics][: 1 + max(2, scene.often(times))]
    for topic in asked:
        scene.talk.exchange(f"need.{topic}", f"need.{topic}_reply")
        if scene.chance(0.2):
            scene.say("any.ack_adviser")
        if topic == "family" and scene.chance(0.5):
            scene.tell_life_event()
    if "worry" in asked:
        scene.practise("own_words")
    scene.practise("compliment")


def present(scene: Scene, times: float = 3) -> None:
    """Explain the product; here the dishonest boast, and customers ask and misunderstand."""
    scene.stage("product")
    scene.say("product.intro")
    scene.violate("violate.UNQUAL_ADVICE.unlicensed")
    for _ in range(max(1, scene.often(times))):
        scene.say("product.feature")
        if scene.chance(0.45):
            scene.say("product.comment")
        if scene.chance(0.35):
            if scene.customer.temper in ("brisk", "irritable") and scene.chance(0.5):
                scene.say("any.interrupt")
            scene.say("product.question")
    for violation in UNPROMPTED:
        if fits(scene, violation) and scene.violate(f"violate.{violation}"):
            scene.say("react.agree" if scene.chance(0.7) else "react.doubt")
    if scene.chance(0.4):
        scene.say("product.example")
    scene.practise("story")
    misunderstand(scene)


def fits(scene: Scene, violation: str) -> bool:
    """Whether a violation makes sense of this product."""
    saving = scene.deal.product.flag in SAVINGS
    family = violation.split(".")[0]
    if family in ("GUARANTEE", "DEPOSIT_CMP"):
        return saving
    if family == "INDUCE_SURR":
        return "has_cover" in scene.customer.flags
    return family not in ("HIDE_EXCL",) or not saving


def misunderstand(scene: Scene) -> None:
    """Customers say what they wrongly believe; it is put right, or made use of."""
    saving = scene.deal.product.flag in SAVINGS
    for wrong in scene.customer.misconceptions:
        if wrong in ("deposit", "certain") and not saving:
            continue
        if wrong in ("covers_all", "at_once") and saving:
            continue
        if wrong == "quit" and scene.deal.product.flag == "medical":
            continue
        if wrong == "health" and not scene.customer.illness:
            continue
        if scene.say(f"wrong.{wrong}") is None:
            continue
        if any(scene.violate(f"violate.{answer}") for answer in MISLED[wrong]):
            scene.say("react.agree")
        else:
            scene.talk.exchange(f"correct.{wrong}", "corrected.reply")


def disclose(scene: Scene, omit: bool = True) -> None:
    """Say what the law wants said; careless people leave some of it out."""
    scene.stage("disclosure")
    duties = ["insurance", "premium", "cooling", "exclusions", "health_duty", "clauses"]
    if scene.deal.product.flag in ("ci", "medical"):
        duties.insert(2, "waiting")
    if scene.deal.product.flag in SAVINGS | {"ci"}:
        duties.insert(3, "surrender")
    if scene.deal.product.flag == "participating":
        duties.insert(3, "uncertain")
    if scene.chance(0.4 * scene.fullness):
        duties += ["grace", "claims"]
    for duty in duties:
        if omit and scene.chance(scene.character.omits):
            continue
        scene.say(f"disclose.{duty}")
        if scene.chance(0.6):
            scene.say("disclose.reply")
        if scene.chance(0.18):
            scene.say("disclose.question")
    check_understanding(scene)


def check_understanding(scene: Scene) -> None:
    """After so much telling somebody should ask whether it was understood."""
    situation = scene.talk.said[-1] if scene.talk.said else None
    if scene.called_for("check_understanding", situation):
        scene.talk.answer("strategy.check_reply")
    elif scene.chance(0.4):
        scene.say("any.understood")


def quote(scene: Scene) -> None:
    """Tell the price, and what the customer says to it."""
    scene.stage("price")
    scene.talk.exchange("price.quote", "price.reply")
    scene.practise("monthly_price")
    if scene.chance(0.4):
        scene.say("price.reason")
    if scene.chance(0.3):
        scene.talk.exchange("price.adjust", "price.adjust_reply")
    if scene.chance(0.25):
        scene.say("product.compare")
        scene.violate("violate.DISPARAGE.rival")


def meet_objections(scene: Scene) -> None:
    """Doubts one after another; to "I will think about it" a next step is the skilled answer."""
    scene.stage("objections")
    for objection in scene.customer.objections:
        raised = scene.say(f"objection.{objection}")
        if raised is None:
            continue
        scene.odds -= 0.25
        if objection == "think":
            answer_think(scene, raised)
        elif objection == "have" and scene.violate("violate.INDUCE_SURR.replace"):
            scene.say("react.doubt")
        else:
            scene.talk.exchange(f"answer.{objection}", "answered.reply")
    for push in PUSHES:
        if scene.violate(f"violate.{push}"):
            scene.say("react.doubt" if scene.chance(0.5) else "react.agree")


def answer_think(scene: Scene, raised: Said) -> None:
    """Answer somebody who wants to think about it: with a next step, or with nothing.

    Mostly that is it for today; what a next step is worth shows at the next call.
    """
    scene.thinking = scene.chance(0.8)
    if scene.called_for("next_step", raised):
        scene.memory.next_step = True
        scene.memory.goodwill += STRATEGIES["next_step"]
        scene.talk.answer("strategy.next_step_reply")
        scene.practise("choice_of_times")
    else:
        scene.talk.exchange("answer.think", "answered.reply")


def close(scene: Scene) -> None:
    """Ask for the decision, and do what follows from it."""
    scene.stage("close")
    if scene.thinking:
        scene.talk.exchange("close.materials", "any.yes")
        return
    scene.say("close.ask")
    if scene.decide():
        _agree(scene)
    elif scene.chance(0.45 + (0.2 if scene.memory.next_step else 0)):
        scene.say("close.later")
        scene.talk.exchange("close.materials", "any.yes")
        scene.result = "follow_up"
    else:
        scene.say("close.refuse")
        if scene.violate("violate.DNC_IGNORED.keeps") or scene.violate("violate.PRESSURE.harass"):
            scene.say("sale.refuse")
        scene.say("close.accept_no")
        scene.result = "refused"


def _agree(scene: Scene) -> None:
    scene.closed = scene.memory.closed = True
    scene.result = "closed"
    scene.say("close.agree")
    asks_health = scene.deal.product.flag in ("ci", "medical", "wholelife")
    if asks_health and not scene.violate("violate.INDUCE_NONDISC.advise"):
        scene.say("close.health_form")
    if scene.chance(0.5):
        scene.say("private.identity")
    if scene.chance(0.3):
        scene.say("private.name")
    if scene.chance(0.35):
        scene.say("private.address")
    if scene.chance(0.5):
        scene.say("close.beneficiary")
    for violation in ("sign", "code", "private_payment"):
        scene.violate(f"violate.SIGN_FOR.{violation}")
    scene.say("close.steps", "close.pay")
    if scene.chance(0.3):
        scene.say("private.card")
    scene.called_for("recap", None)
    coached = scene.violate("violate.COACH_CALLBACK.dictate")
    coached = scene.violate("violate.COACH_CALLBACK.hide") or coached
    scene.memory.coached = coached is not None
    scene.talk.exchange("close.done", "close.done_reply")
