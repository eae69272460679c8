"""At the bank's counter: a teller refers, the channel manager sells, relatives may sit by."""

from __future__ import annotations

from goodfaith.demo.simulator.kinds import selling
from goodfaith.demo.simulator.scene import Scene


def counter(scene: Scene) -> None:
    """A sale at the counter."""
    scene.selling = True
    scene.odds += scene.customer.interest + 1.1
    scene.stage("opening")
    scene.say("counter.business")
    scene.talk.exchange("counter.refer", "counter.refer_reply")
    if not scene.violate("violate.FAKE_ID.claim"):
        scene.duty("counter.introduce", "identity.company_in_full")
    scene.duty("counter.dual_recording", "identity.recording_told")
    if not scene.violate("violate.DEPOSIT_CMP.compare"):
        scene.duty("counter.is_insurance", "disclosure.is_insurance")
    selling.ask_needs(scene, 4)
    elderly = "elderly" in scene.customer.flags
    if elderly and scene.called_for("care_elder", scene.talk.said[-1]):
        scene.say("strategy.care_elder_reply")
    for _ in range(scene.often(0.8)):
        scene.say(scene.pick("counter.relative", "counter.teller_aside"))
    if scene.chance(0.6):
        scene.say("counter.risk_test")
    selling.present(scene, 3)
    selling.quote(scene)
    selling.disclose(scene)
    selling.meet_objections(scene)
    selling.close(scene)
    if scene.closed and not scene.chance(scene.character.omits):
        scene.say("counter.handwriting")
    scene.say("counter.bye", "any.bye")
    scene.memory.calls += 1
