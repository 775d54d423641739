# What a payer reads of a payment, by where it stands.
payment-state-created = Nothing was asked of you yet. Choose how to pay.
payment-state-awaiting-payer = It is your turn: finish the payment before { $until }.
payment-state-submitted = The payment is with the provider. Do not pay again: you are told here what becomes of it.
payment-state-authorised = The money is held for you and not taken yet. Do not pay again.
payment-state-capture-pending = The money is being collected. Do not pay again.
payment-state-captured = Paid. Your receipt can be shown to anybody.
payment-state-unknown = We have not heard from the provider. Do not pay again: we keep asking, and what we learn is shown here.
payment-state-conflicted = The provider reports another sum than the one you were asked for. Do not pay again: an officer looks at it.
payment-state-declined = The provider did not accept this attempt, and nothing was taken. You may try again.
payment-state-cancel-pending = The payment is being cancelled. Do not pay again before it is certain that nothing was taken.
payment-state-cancelled = Cancelled. Nothing was taken for this notice.
payment-state-expire-pending = The time for this payment is over. Do not pay again before it is certain that nothing was taken.
payment-state-expired = The time for this payment was over before you paid. Nothing was taken; you may pay anew.
payment-state-capture-error = The money is held and could not be collected. Do not pay again: an officer looks at it.
parts-plan-open = Paid in parts until { $until }: { $owed } is left. Nothing is released before all of it is paid. What is not complete by then goes back to whoever paid it.
parts-plan-complete = All parts were paid.
parts-plan-expired = The last day was over before all parts were paid. What was paid goes back to whoever paid it, and the whole sum is owed again.
parts-plan-withdrawn = The plan was taken back. What was paid goes back to whoever paid it, and the whole sum is owed again.
parts-plan-void = Customs took the notice back. What was paid goes back to whoever paid it.
receipt-valid = This receipt is ours and unchanged. It says what was paid when it was issued.
receipt-not-valid = This is no receipt of ours, or it was changed. Do not rely on it.
receipt-page-title = Receipt { $code }
receipt-page-heading = Receipt
receipt-page-copy = A printed copy. The receipt itself is what the square code holds: anybody can verify it, also without a network.
receipt-page-total = Paid
receipt-page-number = Number
receipt-page-issued = Issued
receipt-page-notice = Payment notice
receipt-page-declaration = Declaration
receipt-page-debtor = Owed by
receipt-page-provider = Paid through
receipt-page-law = Law
receipt-page-code = Code
receipt-page-tax = { $state ->
        [duty] Customs duty
        [vat] Value added tax
        [excise] Excise
        [penalty] Penalty
       *[interest] Interest
    }
receipt-page-fee = Fees of { $value }
receipt-page-qr = The signed receipt as a QR code, to be scanned
credit-page-title = Credit note { $code }
credit-page-heading = Credit note
credit-page-mark = This is no receipt: it says that money of a receipt was given back or taken back. A printed copy. The credit note itself is what the square code holds: anybody can verify it, also without a network.
credit-page-total = Given back
credit-page-receipt = Receipt that it takes back
credit-page-why = Reason
credit-page-reason = { $state ->
        [repaid] Money was given back
        [cancelled] The receipt was issued by mistake
       *[reversed] The provider took the money back
    }
credit-page-provider = Given back through
credit-page-qr = The signed credit note as a QR code, to be scanned
receipt-page-unknown-title = No such receipt
receipt-page-unknown = There is no receipt under this code. Compare each letter and digit with the one you were given.
repayment-state-requested = The officers look at it. You are told here what becomes of it.
repayment-state-rejected = An officer refused it. Ask the office why, or ask again with what it needs.
repayment-state-approved = It is approved, and is being sent.
repayment-state-submitted = It is on its way. Banks can take some days.
repayment-state-succeeded = It was paid. The credit note says so.
repayment-state-failed = It could not be paid, or came back. It is still owed to you: officers choose another way.
repayment-state-unknown = It was sent, and nothing clear came back yet. It is not sent twice: we keep asking.
claim-state-lodged = Officers decide about it. You are told here by when.
claim-state-waiting-for-trader = An officer asks you for more. The time in which it is decided stands still until you add it.
claim-state-decided = It is decided. Look at each of its repayments.
claim-state-paid = All that was approved was paid.
claim-state-withdrawn = You took it back. Nothing of it is asked for any more.
repayment-rejection-nothing-overpaid = What was paid was owed.
repayment-rejection-not-proved = The documents do not prove what the claim says.
repayment-rejection-conditions-not-met = The conditions of the procedure or the relief were not met.
repayment-rejection-too-late = It was claimed after the time that the law gives.
repayment-rejection-not-entitled = Somebody else is entitled to the money.
repayment-rejection-given-back-already = It was given back already, or is by another claim.
repayment-rejection-withdrawn = The claim was taken back.
repayment-appeal = You may appeal: first to the administration that decided, then to an independent authority or a court (WTO TFA Article 4). Ask the enquiry point where, and until when.
receipt-partly-repaid = This receipt is ours and unchanged. A part of the money was given back since.
receipt-repaid = This receipt is ours and unchanged, but all of the money was given back since. It proves no payment any more.
receipt-reversed = This receipt is ours and unchanged, but the provider took the money back since. It proves no payment any more.
demand-not-named = The notice does not say which published fee “{ $code }” is. Ask before you pay: no fee may be charged that is not published.
demand-not-published = No fee is published under the name that the notice gives for “{ $code }”. Ask before you pay: no fee may be charged that is not published.
demand-published-later = “{ $code }” was published on { $from }, after the assessment. Ask before you pay: no fee may be charged before it is published.
demand-other-authority = The published fee that the notice names for “{ $code }” belongs to another authority than { $value }. Ask before you pay.
demand-question = On payment notice { $reference } I am asked for the fee “{ $code }” of { $value }. Where was it published before the assessment, and under which law may it be charged?
assessment-question = Payment notice { $reference } differs from my estimate { $code }, and { $left } of the difference has no reason. Please review the assessment.
