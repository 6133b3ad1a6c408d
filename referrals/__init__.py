"""Asking somebody outside for help: considered, agreed to, written, approved by a second person, sent.

This room owns referrals, their letters and every step they took. A letter is written from
fields of the one child and frozen as the bytes that were approved. It never decides a wave,
and a referral to an agency that only the safeguarding leads ask stays among them.
"""
