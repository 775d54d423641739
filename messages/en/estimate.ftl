estimate-title = Estimate { $code }
estimate-heading = What these goods will cost
estimate-notice = Information, not a ruling. Customs decide what is due when the goods are declared; this page shows what the published rules give for what was said here.
estimate-total = Total
estimate-code = Code
estimate-direction = Direction
estimate-flow = { $state ->
        [export] Export
       *[other] Import
    }
estimate-day = Rules and rates of exchange of
estimate-known = As published by
estimate-until = Kept until
estimate-line = Line { $value }: { $code }
estimate-country = Country
estimate-value = { $value ->
        [customs-value] Customs value
        [fob-value] Value free on board
        [freight] Freight
        [insurance] Insurance
        [retail-price] Retail price
       *[other] { $value }
    }
estimate-quantity = Quantity
estimate-documents = Documents at hand
estimate-additional-codes = Additional codes
estimate-claim = Claimed
estimate-answer = { $state ->
        [yes] Yes
       *[other] No
    }
estimate-tax = Tax and law
estimate-rate = Rate, and what it is taken of
estimate-amount = Amount
estimate-share = The part of this line in one amount for several lines
estimate-line-total = Line total
estimate-needed = Also needed, and not counted here
estimate-control = { $state ->
        [prohibition] Prohibited:
        [supplementary-unit] Declare this unit too:
       *[other] Permit, certificate or test:
    }
estimate-exchange = Rates of exchange
estimate-exchange-rate = 1 { $code } is { $value } { $current }, from { $from } { $until ->
        [none] on
       *[other] to before { $until }
    } ({ $act })
estimate-left-out = Not in the total: what agencies ask for their services, storage, transport, and anything this page does not name.
estimate-again = To work it out by the rules of today, or to compare it with an assessment, give its code in the app or at the enquiry point.
estimate-unknown-title = No such estimate
estimate-not-found = No estimate is kept under this code. Compare the code with the one you were given, sign by sign, or work the estimate out again.
estimate-over-title = This estimate is over
estimate-over = It was kept until its last day, and that is past. Rules and rates may have changed since: work it out again.
