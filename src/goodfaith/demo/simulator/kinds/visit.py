"""Visits and video meetings that were recorded."""

from __future__ import annotations

from goodfaith.demo.simulator.kinds import selling
from goodfaith.demo.simulator.scene import Scene


def visit(scene: Scene) -> None:
    """A sale face to face: papers on the table, the family around it."""
    scene.selling = True
    scene.odds += scene.customer.interest + 1.2 + scene.memory.goodwill
    scene.stage("opening")
    scene.say("visit.greet")
    scene.duty("visit.papers", "identity.licence_told")
    if scene.chance(0.4):
        scene.say("any.smalltalk")
    selling.ask_needs(scene, 5)
    if scene.chance(0.5):
        scene.talk.exchange("need.health", "need.health_reply")
    selling.present(scene, 3)
    for _ in range(scene.often(0.7)):
        scene.say("visit.relative")
    selling.quote(scene)
    selling.disclose(scene)
    selling.meet_objections(scene)
    selling.close(scene)
    scene.say("any.thanks", "any.bye")
    scene.memory.calls += 1
