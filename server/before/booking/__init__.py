"""Pre-registration: a person says at home what happened, and the desk has it when they come.

In: what a phone sends without an account, corrected and withdrawn at a query code. Out: bookings of a site, and the
registration entry of the same id once the person has checked in. Read ``rules`` first: the states of a booking.
``contents`` is what a booking says and how it is sealed, ``codes`` the query codes and the codes of telephones,
``phones`` sends and judges those, ``routing`` suggests the site of the place where the problem arose, ``sheets``
reads a list of workers, ``attachments`` keeps photographs and PDF, ``appointing`` gives a time with a leader,
``moving`` brings a booking to another site,
``reactions`` follows the entries of a desk.
"""
