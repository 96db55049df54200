"""The bulletin 通报: what a level says of a reception day, from figures that are signed.

Enters: frozen figures of the sign-off, cases with their ledgers, what an organiser types; leaves: a document as Word,
PDF, Excel and page, with a number once it is published. Pure: ``figures`` is what is counted, ``contents`` what else is
told, ``naming`` what places are called, ``document`` what a bulletin consists of; ``tables``, ``composing`` write it,
``public_edition`` writes the one for the public, ``checks`` looks at it. From the database: ``facts`` reads all that it
needs, ``names`` searches it for names, ``standing`` is a bulletin as it would be sent now, ``sealing`` seals what is
typed, ``telling`` tells those below. Files: ``making`` asks for them and keeps them, ``working`` is the job, ``child``
its process, ``carrying`` what they say to each other, ``word`` and ``sheets`` the forms beside the PDF.
"""
