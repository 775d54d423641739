hs-code-invalid = “{ $value }” is not an HS code: write 2, 4, 6, 8 or 10 digits, such as 0901 or 0901.21
language-invalid = “{ $value }” is not a language code: write two letters, such as en, fr or sw
language-unknown = nothing is published in “{ $value }”; choose one of { $allowed }
date-invalid = “{ $value }” is not a day of the calendar: write it like 2026-03-01
date-time-invalid = “{ $value }” is not an instant: write it like 2026-03-01T12:00:00Z
publication-id-invalid = “{ $value }” cannot name a publication
fact-id-invalid = “{ $value }” cannot name a fee, form, office, procedure, notice or ruling
decimal-invalid = “{ $value }” is not an amount: write a number such as 1250 or 1250.50
authority-code-invalid = “{ $value }” cannot be the code of an authority
query-empty = write at least one word or code to search for
query-too-long = a search has at most { $limit } characters
query-too-complex = a search has at most { $limit } words
page-size-invalid = a page holds 1 to { $limit } items, not { $first }
cursor-invalid = that cursor does not belong to this list; start again without it
period-invalid = the last day { $until } is not after the first day { $from }
period-too-long = ask for at most { $limit } days at a time, not { $found }
version-conflict = somebody else has changed it: it is at version { $current } now, not { $expected }; read it again
request-unknown = nothing is known of the request “{ $value }” any more
export-too-large = the export has more than { $limit } bytes and is not kept as a file
export-busy = the export cannot be built at the moment, please ask again in a minute
unauthenticated = please sign in again
refresh-token-unknown = please sign in again: this device is not known any more
session-over = your session is over, please sign in again
refresh-token-reused = somebody may have copied your sign-in, so it was ended; please sign in again
session-unknown = you have no such session
proof-required = the request lacks the proof of this device; please try again
proof-invalid = the proof of this device does not fit the request; please try again
proof-stale = the clock of this device differs by { $seconds } seconds; set it right and try again
proof-replayed = the request was sent twice; please try again
phone-invalid = that is not a mobile number: write it with the code of its country, such as +999 555 0100 12
sms-country-not-served = we send no messages to numbers that begin with +{ $value }: { $dial ->
        [none] ask at any customs office
       *[other] dial { $dial }
    }
code-too-soon = a code was sent a moment ago: wait { $seconds } seconds before you ask for another
code-limit-reached = no more than { $limit } codes are sent in a day: ask again in { $seconds } seconds, or { $dial ->
        [none] ask at any customs office
       *[other] dial { $dial }
    }
sms-busy = too many codes are being asked for: ask again in { $seconds } seconds, or { $dial ->
        [none] ask at any customs office
       *[other] dial { $dial }
    }
sms-stopped = no codes are sent to this number for now: { $dial ->
        [none] ask at any customs office
       *[other] dial { $dial }
    }
sms-not-sent = the message could not be sent: ask again in a minute, or { $dial ->
        [none] ask at any customs office
       *[other] dial { $dial }
    }
code-wrong = that is not the code; tries left: { $left }
code-expired = that code no longer holds: ask for a new one
code-invalid = a code has six digits
code-required = this takes a code: ask for one first
device-too-new = this device signed in for the first time less than a day ago: try again after { $until }, or use a device you already had
phone-taken = that number already belongs to somebody else: ask at any customs office
phone-not-proven = no phone number of yours is proven: sign in with one first
mandate-unknown = you have no such mandate
company-unknown = you act for no such company
company-not-confirmed = the company is not confirmed yet: show the papers of the company at any customs office
tin-invalid = a taxpayer number has 4 to 20 letters and digits
tin-taken = the company with that taxpayer number is confirmed already: ask its administrators to add you
company-name-invalid = a company name is one line of 2 to 120 characters
consignment-invalid = a consignment reference has 3 to 35 letters, digits and - / .
mandate-empty = a mandate has to allow something
mandate-caps-invalid = give one currency for both ceilings, and a day ceiling that is not below the one of a payment
mandate-period-invalid = a mandate begins now or later and ends after that, { $until } at the latest
mandate-oneself = nobody acts for themselves by a mandate
company-last-admin = a company keeps at least one administrator: add another one first
mandate-too-many = there may be { $limit } at most: end some first
mandate-state = this cannot be done while the mandate is { $state }
mandate-frozen = the mandate is stopped: only the one who gave it can let it run again
mandate-not-yet = the mandate does not hold before { $from }
mandate-scope = the mandate does not allow this ({ $act })
mandate-consignment = the mandate is for another consignment
mandate-currency = the mandate allows payments in { $allowed } only
mandate-payment-cap = the mandate allows { $limit } a payment at most
mandate-day-cap = the mandate allows { $limit } a day, of which { $left } is left
mandate-none = you have no mandate from them that allows this
forbidden = you may not do this with the role you have: ask an administrator of your office
person-unknown = there is no such person: check the name you were given
role-grant-unknown = there is no such role or proposal any more: look at the list again
second-person-needed = another administrator has to agree: neither the one who proposed a role nor the one who receives it can
role-past = the role would end before it begins: choose a later day
admin-exists = there is an administrator already: ask them for the role
machine-unknown = you have no such machine account
machine-key-unknown = this machine account has no such key that holds
machine-name-invalid = a machine account needs a name of 1 to 60 characters on one line
machine-scopes-missing = choose at least one thing that the machine account may do
machine-limit-reached = you have { $limit } machine accounts, as many as one may: retire one you no longer need
machine-key-limit-reached = this machine account has { $limit } keys, as many as one may: revoke one first
machine-key-invalid = this is not a public key of Ed25519 or P-256 as a JWK: leave out the private part and try again
machine-key-known = this machine account has that key already
possession-not-proven = for this a machine has to prove its key: send the token as DPoP with a new proof
passkey-refused = this passkey could not be used here: begin again, or sign in with your phone number
passkey-unknown = you have no such passkey
passkey-limit-reached = you have { $limit } passkeys, as many as one may: remove one you no longer use
staff-email-invalid = that is not an e-mail address: write it like name@office.example
staff-name-invalid = a name has 1 to 100 characters on one line
staff-password-unfit = choose a password of 12 to 128 characters that does not contain the first part of your e-mail address
staff-token-unknown = this activation token does not hold any more: ask the colleague who gave it to you for a new one
staff-email-differs = the invitation is for another e-mail address: use the one it was sent to
staff-email-taken = there is an account with this e-mail address already
staff-exists = there are staff accounts already: ask a colleague for an invitation
staff-code-wrong = that is not the code: check the clock of your phone and type the code that the app shows now
staff-sign-in-wrong = e-mail address, password and code do not fit together: check them and type the code that the app shows next; if you are sure of them, use a recovery code
staff-sign-in-later = too many attempts failed: try again in { $seconds } seconds, or on a device you have already signed in on
staff-second-factor-required = beside the password, send either the code of the app or one recovery code
staff-unknown = there is no open staff account of that name
staff-session-required = this is for staff: sign in with your e-mail address, your password and the code of your app
staff-oidc-off = signing in by the identity provider of your office is not set up here: sign in with your password and the code of your app
staff-oidc-refused = your office’s identity provider did not vouch for a staff account here: begin again on the same device, and ask a colleague for an invitation if you have none
unavailable = temporarily unavailable, please try again later
storage-full = nothing can be stored at the moment, please try again later
storage-read-only = nothing can be stored at the moment, please try again later
rate-limited = that was too much at once: wait { $seconds } seconds, then try again
erasure-holds-office = you hold an office here, and what officers did is kept: ask the administration
origin-input-invalid = { $value } is no scheme, country or question that can be used here: send it as it was given to you, with an answer that fits
origin-country-not-member = { $value } is not in this scheme, so goods made there cannot qualify under it: its members are { $allowed }
origin-amount-invalid = the amount for { $value } cannot be used: amounts are zero or more, and a price or a weight is more than zero
origin-input-too-long = that is { $found } entries where at most { $limit } may stand: add up small materials of one code
classification-answer-invalid = { $value } is no question that was asked here, or no answer that was offered to it: send both as they were given to you
classification-answers-too-many = that is { $found } answers, and at most { $limit } questions are asked: begin again with a fuller description
enquiry-unknown = there is no such enquiry, or the reference and the PIN do not fit together: check both
enquiry-locked = too many wrong attempts: try again in { $seconds } seconds
enquiry-state = this cannot be done while the enquiry is { $state }
enquiry-version-conflict = somebody changed the enquiry since you read it: read it again (version { $current }, you had { $expected })
enquiry-text-invalid = write 1 to { $limit } characters
enquiry-key-invalid = the key of your app has to be 22 to 64 letters and digits drawn by chance
enquiry-key-reused = this key was used for another enquiry: draw a new one
enquiry-email-invalid = that is not an e-mail address: write it like name@office.example
enquiry-name-invalid = a name has 1 to 100 characters on one line
enquiry-too-many = there may be { $limit } at most: try again tomorrow, or end some first
enquiry-channel-invalid = this way of asking cannot be used here: choose another one
enquiry-reminders-missing = remind the asker { $limit } times first; it was { $found } so far
enquiry-conflict-of-interest = this officer has a stake in the enquiry and must not answer it: choose another one
enquiry-duplicate-invalid = an enquiry is not its own duplicate: name the one that asked before
enquiry-second-person = somebody else has to agree: not whoever wrote the reply
enquiry-supervisor-needed = this takes a supervisor
enquiry-not-assigned = another officer has this enquiry: ask them or a supervisor
enquiry-queue-unknown = there is no such queue: look at the list
enquiry-queue-invalid = a queue has a name of small letters, digits and hyphens, and a title of 1 to 100 characters
enquiry-officer-unknown = this person has no role at the desk: ask an administrator
enquiry-nobody-free = no officer is free who knows this language and topic: ask a supervisor
enquiry-personal-left = take out what tells who asked: names, numbers, addresses of mail
enquiry-public-reply-unknown = nobody wrote a public text of this reply: write it first
enquiry-public-reply-state = this text is being published, or is there, or is written in that language: read it again
enquiry-translations-missing = { $found } translations are missing: add them first
enquiry-publication-taken = something else is published under this name: choose another one
enquiry-public-text-invalid = give a name, a title of 1 to 200 characters and the law it rests on
enquiry-gap-unknown = there is no such gap: look at the list
enquiry-gap-closed = this gap is closed
enquiry-gap-place = name the publication or the place of the answer; what is not for the public has none
