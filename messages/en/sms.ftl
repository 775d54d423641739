sms-code-view = { $code } is your customs code to see your affairs. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-lodge = { $code } is your customs code to lodge a declaration. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-pay = { $code } is your customs code to pay. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-pay-amount = { $code } is your customs code to pay { $amount }. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-mandate = { $code } is your customs code to let somebody act for you. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
sms-code-change-phone = { $code } is your customs code to change your phone number. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
alert-session-stolen = Customs: your sign-in may have been copied, so we ended it. Please sign in again.
alert-mandate-proposed = Customs: somebody asks for a mandate with you. Sign in to say yes or no.
alert-mandate-accepted = Customs: a mandate of yours was agreed to. Sign in to see what it allows. To stop all at once, reply STOP.
alert-mandate-used = Customs: your agent has acted in your name. Sign in to see what was done. If it is not right, reply STOP: all your mandates stop at once.
alert-mandates-frozen = Customs: all your mandates are stopped. Nobody acts in your name until you sign in and let them run again.
alert-answer-changed = Customs: an answer that you follow says something else now. Please look it up.
alert-deferment-overdue = Customs: a statement of your deferment account was not paid in time, so the account is stopped. Sign in to see it and pay.
alert-claim-question = Customs: an officer asks for documents to your claim for repayment. It waits until you add them. Sign in to see which.
alert-claim-overdue = Customs: your claim for repayment was not decided in time. Its officers were told. Sign in to see where it stands.
sms-code-erase = { $code } is your customs code to be forgotten. It holds for { $minutes } minutes. Tell nobody: no customs officer will ever ask for it.
payment-request = Customs: you are asked to pay { $amount }{ $name ->
    [none] {""}
   *[other] {" "}for { $name }
    }: { $purpose }. Notice { $reference }, in the app or at a bank. Pay only if you know why.
payment-request-short = Customs: pay { $amount }{ $name ->
    [none] {""}
   *[other] {" "}for { $name }
    }? { $purpose }. No. { $reference }
