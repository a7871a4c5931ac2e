"""What `blame` knows of English.

A sentence is read first (`sentence`, with `nouns` and `people`): whoever acts becomes a mark, so that a pattern need
not know how somebody is called. Then it is asked for each way to blame, by kind:

    questions     who did it, and why somebody did
    admonitions   more care, reminders, punishment
    forgetting    what slipped a mind
    causes        a person as the cause: human error, guilt, harm, rank
    slips         of the hand and the mind: by mistake, the wrong one, misread
    lapses        of care and of will: without asking, against the rules, looked away
    character     careless, incompetent, inexcusable, obvious
    scorn         the same with a wink, in reproach, in a figure of speech
    hindsight     should have, could have been avoided, if only
    omissions     failed to, did not, ignored
    absence       nobody bothered; too late
    by_name       names that no list knows

`grammar` holds their order, `verbs` the words that several kinds share, `way` what a way is made of.
"""
