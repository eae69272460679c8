"""Which rule of the shipped rulebook a planted violation is most like, where one fits.

Named by reading rule titles alone. It says what truly happened, not what a rule will find.
"""

from __future__ import annotations

from typing import Final

RULE_OF: Final[dict[str, str]] = {
    "violate.GUARANTEE.promise": "sale.guaranteed_return",
    "violate.GUARANTEE.asked": "sale.guaranteed_return",
    "violate.DEPOSIT_CMP.compare": "sale.better_than_deposit",
    "violate.DEPOSIT_CMP.asked": "sale.sold_as_deposit",
    "violate.HIDE_EXCL.asked": "sale.skirts_exclusions",
    "violate.HIDE_EXCL.denies": "sale.denies_exclusions",
    "violate.HIDE_COOLING.asked": "sale.surrender_without_loss",
    "violate.HIDE_COOLING.twists": "sale.twists_cooling_off",
    "violate.EXAGGERATE.cover": "sale.exaggerate_cover",
    "violate.EXAGGERATE.best": "sale.exaggerate_best",
    "violate.REG_ENDORSE.claim": "sale.state_endorsement",
    "violate.HYPE_STOP.hype": "sale.hype_stop_sale",
    "violate.PRESSURE.deadline": "conduct.pressure_deadline",
    "violate.PRESSURE.fear": "conduct.pressure_fear",
    "violate.PRESSURE.harass": "conduct.pressure_harass",
    "violate.REBATE.offer": "sale.rebate",
    "violate.REBATE.asked": "sale.rebate",
    "violate.SIGN_FOR.sign": "conduct.signs_for_customer",
    "violate.SIGN_FOR.code": "conduct.asks_for_code",
    "violate.SIGN_FOR.private_payment": "conduct.private_payment",
    "violate.COACH_CALLBACK.dictate": "callback.answers_dictated",
    "violate.COACH_CALLBACK.hide": "callback.told_to_hide",
    "violate.INDUCE_NONDISC.asked": "sale.induces_nondisclosure",
    "violate.INDUCE_NONDISC.advise": "sale.induces_nondisclosure",
    "violate.INDUCE_SURR.replace": "sale.incites_replacement",
    "violate.DISPARAGE.rival": "sale.disparage_rival",
    "violate.FAKE_ID.claim": "identity.false_identity",
    "violate.UNQUAL_ADVICE.authority": "conduct.result_without_authority",
    "violate.UNQUAL_ADVICE.unlicensed": "conduct.unqualified_selling",
    "violate.TIE_IN.tie": "sale.tied_sale",
    "violate.DNC_IGNORED.keeps": "conduct.keeps_selling_after_no",
    "violate.NO_CORRECTION.asked": "sale.misconception_uncorrected",
    "violate.RUDE.insult": "service.rude_insult",
    "violate.AI_HIDE.denies": "identity.denies_machine",
}
