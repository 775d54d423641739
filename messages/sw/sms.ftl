sms-code-view = { $code } ni namba yako ya siri ya forodha ya kuona mambo yako. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-lodge = { $code } ni namba yako ya siri ya forodha ya kuwasilisha tamko. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-pay = { $code } ni namba yako ya siri ya forodha ya kulipa. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-pay-amount = { $code } ni namba yako ya siri ya forodha ya kulipa { $amount }. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-mandate = { $code } ni namba yako ya siri ya forodha ya kumruhusu mtu akuwakilishe. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-change-phone = { $code } ni namba yako ya siri ya forodha ya kubadili namba ya simu. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
alert-session-stolen = Forodha: huenda kuingia kwako kumenakiliwa, kwa hiyo tumekufunga. Tafadhali ingia tena.
alert-mandate-proposed = Forodha: kuna mtu anaomba uwakala nawe. Ingia ukubali au ukatae.
alert-mandate-accepted = Forodha: uwakala wako mmoja umekubaliwa. Ingia uone unaruhusu nini. Kusimamisha zote, jibu STOP.
alert-mandate-used = Forodha: wakala wako ametenda kwa jina lako. Ingia uone. Kama si sahihi, jibu STOP: uwakala wote unasimama mara moja.
alert-mandates-frozen = Forodha: uwakala wako wote umesimamishwa. Hakuna atakayetenda kwa jina lako hadi uurejeshe.
alert-answer-changed = Forodha: jibu unalolifuatilia linasema jambo lingine sasa. Ingia uliangalie.
alert-deferment-overdue = Forodha: taarifa ya akaunti yako ya kuahirisha haikulipwa kwa wakati, na akaunti imesimamishwa. Ingia uione na ulipe.
alert-claim-question = Forodha: afisa anaomba hati za dai lako la kurejeshewa. Linasubiri hadi uziongeze. Ingia uone ni zipi.
alert-claim-overdue = Forodha: dai lako la kurejeshewa halikuamuliwa kwa wakati. Maafisa wameambiwa. Ingia uone lilipo.
sms-code-erase = { $code } ni namba yako ya siri ya forodha ya kufuta taarifa zako. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
payment-request = Forodha: unaombwa kulipa { $amount }{ $name ->
    [none] {""}
   *[other] {" "}kwa { $name }
    }: { $purpose }. Hati { $reference }, kwenye programu au benki. Lipa tu kama unajua ni ya nini.
payment-request-short = Lipa { $amount }{ $name ->
    [none] {""}
   *[other] {" "}kwa { $name }
    }: { $purpose }. Hati { $reference }
