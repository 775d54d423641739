country-invalid = “{ $value }” si nchi: andika herufi zake mbili kubwa, kwa mfano KE au FR
area-invalid = “{ $value }” si nchi wala kundi la nchi: andika msimbo wake kwa herufi kubwa, kwa mfano KE au MB
currency-invalid = “{ $value }” si sarafu: andika herufi zake tatu kubwa, kwa mfano EUR au KES
unit-invalid = “{ $value }” si kipimo: andika msimbo wake, kwa mfano KGM kwa kilo au LTR kwa lita
document-code-invalid = “{ $value }” si msimbo wa hati: unakili kutoka orodha ya ushuru, kwa mfano Y900
additional-code-invalid = “{ $value }” si msimbo wa nyongeza: unakili kutoka orodha ya ushuru, kwa mfano A999
quota-number-invalid = “{ $value }” si namba ya mgao: inakili kutoka orodha ya ushuru, kwa mfano ZQ-1005
text-invalid = “{ $value }” haiwezi kuwekwa hapa: nakili maneno ya swali kama yalivyo
tax-invalid = kila tozo inahitaji msimbo wa ushuru au kodi yake kwa herufi ndogo, kwa mfano duty au vat
lines-invalid = shehena ina mistari 1 hadi { $limit }
list-too-long = orodha hapa haizidi vitu { $limit }
line-unknown = kuna mistari { $limit } tu; wa kwanza ni namba 0
code-not-declarable = siku hiyo haiwezekani kutoa tamko la bidhaa kwa msimbo { $value }: chagua mmoja wa misimbo iliyo chini yake
taxes-not-published = hakuna ushuru wala kodi iliyochapishwa kwa { $value }: chagua siku nyingine, au uliza katika kituo cha maulizo
too-many-measures = masharti ya mistari hii yanazidi { $limit }: omba mistari michache zaidi kwa wakati mmoja
estimate-unknown = hakuna makadirio yaliyohifadhiwa kwa msimbo huu: angalia msimbo, au kokotoa tena
estimate-undetermined = kuna kitu kinakosekana, kwa hiyo hakuna kiasi cha kuhifadhi: jibu kwanza yaliyoulizwa
assessment-other-lines = tathmini ya forodha ina mistari tofauti na ya makadirio: toa mistari ileile kwa mpangilio uleule
amount-too-large = kuna kiasi kikubwa mno kisichoweza kukokotolewa
procedure-unknown = hakuna utaratibu “{ $value }” unaotumika siku hiyo: chagua mmoja kutoka kwenye orodha
need-value = taja { $value ->
        [customs-value] thamani ya forodha, au thamani ya FOB pamoja na nauli ya mizigo na bima
        [fob-value] thamani ya FOB
        [freight] nauli ya mizigo hadi mpakani
        [insurance] bima hadi mpakani
        [retail-price] bei ya rejareja pamoja na kodi zote
       *[other] thamani ya “{ $value }”
    }
need-quantity = taja kiasi kwa { $value }
need-quantity-above-zero = kiasi kwa { $value } lazima kizidi sifuri
need-exchange-rate = hakuna kiwango cha ubadilishaji wa { $value } kilichochapishwa kwa siku hiyo: chagua siku nyingine, au toa thamani kwa sarafu ya orodha ya ushuru
need-statement = jibu ndiyo au hapana: “{ $value }”
need-additional-code = chagua msimbo wa nyongeza wa bidhaa: { $value }
need-open-quota = mgao { $value } hauko wazi, au kilichobaki hakitoshi kwa bidhaa hizi: chagua njia nyingine
need-readable-rate = kiwango “{ $value }” kinaweza kukokotolewa na afisa wa forodha pekee: uliza katika kituo cha maulizo
need-rate = hakuna kiwango cha “{ $value }” kilichochapishwa kwa mstari huu: uliza katika kituo cha maulizo
need-one-rate = viwango kadhaa vinatumika kwa pamoja: { $value }; uliza katika kituo cha maulizo ni kipi kinachohesabiwa
need-claim = unachodai hakipo kwa bidhaa hizi: chagua mojawapo ya njia zilizoonyeshwa
need-band = hakuna kiwango kilichochapishwa kwa namba { $value }: uliza katika kituo cha maulizo
need-smaller-amounts = kiasi ni kikubwa mno, hakiwezi kukokotolewa
unusual-value = { $value } kwa { $code } iko mbali na thamani ya kawaida ya bidhaa kama hizi ({ $from } hadi { $until }). Bei uliyolipa bado ndiyo inayohesabiwa kwanza; weka karibu uthibitisho wake
difference-exchange = kiwango cha ubadilishaji cha siku hiyo kilikuwa tofauti
difference-law = sheria ya siku hiyo ilikuwa tofauti
difference-code = forodha imeamua msimbo mwingine wa bidhaa
difference-origin = forodha imeamua uasili mwingine wa bidhaa
difference-claim = upendeleo au mgao haukutolewa, au ulitolewa mwingine
difference-value = forodha imeamua thamani nyingine ya bidhaa
difference-quantity = forodha imekuta kiasi kingine cha bidhaa
difference-facts = hati, misimbo ya nyongeza au majibu yanatofautiana
difference-base = “{ $value }” imekokotolewa kwa kiasi tofauti na kile kinachotokana na kanuni zilizochapishwa: uliza kimepatikanaje
difference-unpublished = hakuna kilichochapishwa kinachodai “{ $value }”: uliza inatokana na sheria gani
difference-not-charged = kanuni zilizochapishwa zinadai “{ $value }”, lakini haikutozwa
difference-unexplained = hakuna kinachoeleza sehemu hii ya “{ $value }”: omba mapitio
