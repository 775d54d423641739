country-invalid = “{ $value }” is not a country: write its two capital letters, such as KE or FR
area-invalid = “{ $value }” is not a country or group of countries: write its code in capitals, such as KE or MB
currency-invalid = “{ $value }” is not a currency: write its three capital letters, such as EUR or KES
unit-invalid = “{ $value }” is not a unit: write its code, such as KGM for kilograms or LTR for litres
document-code-invalid = “{ $value }” is not the code of a document: copy it from the tariff, such as Y900
additional-code-invalid = “{ $value }” is not an additional code: copy it from the tariff, such as A999
quota-number-invalid = “{ $value }” is not the number of a quota: copy it from the tariff, such as ZQ-1005
text-invalid = “{ $value }” cannot stand here: copy the words that were asked
tax-invalid = a charge needs the code of its tax in small letters, such as duty or vat
lines-invalid = a consignment has 1 to { $limit } lines
list-too-long = a list here has at most { $limit } entries
line-unknown = there are only { $limit } lines; the first is number 0
code-not-declarable = goods cannot be declared under { $value } on that day: choose one of the codes below it
taxes-not-published = no taxes are published for { $value }: choose another day, or ask the enquiry point
too-many-measures = more than { $limit } measures stand on these lines: ask for fewer lines at a time
estimate-unknown = no estimate is kept under this code: check the code, or work it out again
estimate-undetermined = something is missing, so there is no amount to keep: answer what is asked first
assessment-other-lines = the assessment has other lines than the estimate: give the same lines in the same order
amount-too-large = an amount is too large to be worked out
procedure-unknown = no procedure “{ $value }” is in force on that day: choose one of those that are listed
need-value = say { $value ->
        [customs-value] the customs value, or the value free on board with freight and insurance
        [fob-value] the value free on board
        [freight] the freight to the border
        [insurance] the insurance to the border
        [retail-price] the retail price with all taxes
       *[other] the value of “{ $value }”
    }
need-quantity = say the quantity in { $value }
need-quantity-above-zero = the quantity in { $value } has to be more than nothing
need-exchange-rate = no rate of exchange for { $value } is published for that day: choose another day, or give the value in the currency of the tariff
need-statement = say yes or no: “{ $value }”
need-additional-code = choose the additional code of the goods: { $value }
need-open-quota = quota { $value } is not open, or has less left than these goods: choose another way
need-readable-rate = the rate “{ $value }” can only be worked out by an officer: ask the enquiry point
need-rate = no rate of “{ $value }” is published for this line: ask the enquiry point
need-one-rate = several rates hold at once: { $value }; ask the enquiry point which one counts
need-claim = what you claim does not exist for these goods: choose one of the ways that are shown
need-band = no rate is published for the figure { $value }: ask the enquiry point
need-smaller-amounts = the amounts are too large to be worked out
unusual-value = { $value } for { $code } is far from what such goods usually are worth ({ $from } to { $until }). The price you paid still counts first; keep the proof of it at hand
difference-exchange = the rate of exchange of that day was another one
difference-law = the law of that day was another one
difference-code = customs found another code for the goods
difference-origin = customs found another origin of the goods
difference-claim = the preference or quota was not granted, or another one was
difference-value = customs found another value of the goods
difference-quantity = customs found another quantity
difference-facts = documents, additional codes or answers differ
difference-base = “{ $value }” was taken of another amount than the published rules give: ask how it came about
difference-unpublished = nothing that is published asks for “{ $value }”: ask which law it rests on
difference-not-charged = the published rules ask for “{ $value }”, and it was not charged
difference-unexplained = nothing explains this part of “{ $value }”: ask for a review
