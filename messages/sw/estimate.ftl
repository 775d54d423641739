estimate-title = Makadirio { $code }
estimate-heading = Gharama ya bidhaa hizi
estimate-notice = Hii ni taarifa, si uamuzi. Forodha huamua kinachodaiwa bidhaa zinapotangazwa; ukurasa huu unaonyesha matokeo ya kanuni zilizochapishwa kwa yaliyosemwa hapa.
estimate-total = Jumla
estimate-code = Msimbo
estimate-direction = Mwelekeo
estimate-flow = { $state ->
        [export] Kuuza nje
       *[other] Kuingiza nchini
    }
estimate-day = Kanuni na viwango vya kubadilisha fedha vya
estimate-known = Kama vilivyochapishwa hadi
estimate-until = Yatahifadhiwa hadi
estimate-line = Mstari { $value }: { $code }
estimate-country = Nchi
estimate-value = { $value ->
        [customs-value] Thamani ya forodha
        [fob-value] Thamani melini
        [freight] Nauli ya mizigo
        [insurance] Bima
        [retail-price] Bei ya rejareja
       *[other] { $value }
    }
estimate-quantity = Kiasi
estimate-documents = Hati zilizopo
estimate-additional-codes = Misimbo ya ziada
estimate-claim = Kilichoombwa
estimate-answer = { $state ->
        [yes] Ndiyo
       *[other] Hapana
    }
estimate-tax = Kodi na sheria
estimate-rate = Kiwango na msingi wake
estimate-amount = Kiasi cha fedha
estimate-share = Sehemu ya mstari huu katika kiasi kimoja cha mistari kadhaa
estimate-line-total = Jumla ya mstari
estimate-needed = Vinahitajika pia, na havijahesabiwa hapa
estimate-control = { $state ->
        [prohibition] Imepigwa marufuku:
        [supplementary-unit] Tangaza pia kipimo hiki:
       *[other] Kibali, cheti au kipimo:
    }
estimate-exchange = Viwango vya kubadilisha fedha
estimate-exchange-rate = 1 { $code } ni { $value } { $current }, kuanzia { $from } { $until ->
        [none] na kuendelea
       *[other] hadi kabla ya { $until }
    } ({ $act })
estimate-left-out = Jumla haina ada za mashirika kwa huduma zao, ghala, usafiri, wala chochote ambacho ukurasa huu haukitaji.
estimate-again = Ili kuyakokotoa kwa kanuni za leo au kuyalinganisha na tathmini, toa msimbo wake kwenye programu au kituo cha maulizo.
estimate-unknown-title = Hakuna makadirio hayo
estimate-not-found = Hakuna makadirio yaliyohifadhiwa kwa msimbo huu. Linganisha msimbo na ule uliopewa, herufi kwa herufi, au kokotoa upya.
estimate-over-title = Makadirio haya yamekwisha
estimate-over = Yalihifadhiwa hadi siku yake ya mwisho, ambayo imepita. Kanuni na viwango huenda vimebadilika: kokotoa upya.
