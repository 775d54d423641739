# What a payer reads of a payment, by where it stands.
payment-state-created = Bado hujaombwa chochote. Chagua njia ya kulipa.
payment-state-awaiting-payer = Ni zamu yako: maliza malipo kabla ya { $until }.
payment-state-submitted = Malipo yako kwa mtoa huduma. Usilipe tena: utaonyeshwa hapa matokeo yake.
payment-state-authorised = Fedha zimeshikiliwa na bado hazijachukuliwa. Usilipe tena.
payment-state-capture-pending = Fedha zinakusanywa. Usilipe tena.
payment-state-captured = Imelipwa. Unaweza kumwonyesha yeyote risiti yako.
payment-state-unknown = Hatujapata jibu kutoka kwa mtoa huduma. Usilipe tena: tunaendelea kuuliza, na tutakachojua kitaonyeshwa hapa.
payment-state-conflicted = Mtoa huduma anataja kiasi tofauti na ulichoombwa. Usilipe tena: afisa anashughulikia.
payment-state-declined = Mtoa huduma hakukubali jaribio hili, na hakuna kilichochukuliwa. Unaweza kujaribu tena.
payment-state-cancel-pending = Malipo yanafutwa. Usilipe tena kabla ya kuwa na hakika kwamba hakuna kilichochukuliwa.
payment-state-cancelled = Yamefutwa. Hakuna kilichochukuliwa kwa hati hii.
payment-state-expire-pending = Muda wa malipo haya umekwisha. Usilipe tena kabla ya kuwa na hakika kwamba hakuna kilichochukuliwa.
payment-state-expired = Muda wa malipo haya ulikwisha kabla hujalipa. Hakuna kilichochukuliwa; unaweza kulipa upya.
payment-state-capture-error = Fedha zimeshikiliwa na hazikuweza kukusanywa. Usilipe tena: afisa anashughulikia.
parts-plan-open = Hulipwa kwa sehemu hadi { $until }: imebaki { $owed }. Hakuna kinachoachiliwa kabla yote hayajalipwa. Kisichokamilika hadi hapo kinarudishwa kwa aliyelipa.
parts-plan-complete = Sehemu zote zililipwa.
parts-plan-expired = Siku ya mwisho ilipita kabla sehemu zote hazijalipwa. Kilicholipwa kinarudishwa kwa aliyelipa, na jumla yote inadaiwa tena.
parts-plan-withdrawn = Mpango uliondolewa. Kilicholipwa kinarudishwa kwa aliyelipa, na jumla yote inadaiwa tena.
parts-plan-void = Forodha iliiondoa hati. Kilicholipwa kinarudishwa kwa aliyelipa.
receipt-valid = Risiti hii ni yetu na haijabadilishwa. Inasema kilicholipwa ilipotolewa.
receipt-not-valid = Hii si risiti yetu, au imebadilishwa. Usiitegemee.
receipt-page-title = Risiti { $code }
receipt-page-heading = Risiti
receipt-page-copy = Nakala iliyochapishwa. Risiti yenyewe ni yaliyomo kwenye msimbo wa mraba: mtu yeyote anaweza kuithibitisha, hata bila mtandao.
receipt-page-total = Kilicholipwa
receipt-page-number = Namba
receipt-page-issued = Ilitolewa
receipt-page-notice = Notisi ya malipo
receipt-page-declaration = Tamko la forodha
receipt-page-debtor = Mdaiwa
receipt-page-provider = Ililipwa kupitia
receipt-page-law = Sheria
receipt-page-code = Msimbo
receipt-page-tax = { $state ->
        [duty] Ushuru wa forodha
        [vat] Kodi ya ongezeko la thamani
        [excise] Ushuru wa bidhaa
        [penalty] Adhabu
       *[interest] Riba
    }
receipt-page-fee = Ada za { $value }
receipt-page-qr = Risiti iliyotiwa sahihi kama msimbo wa QR, wa kuskaniwa
credit-page-title = Hati ya marejesho { $code }
credit-page-heading = Hati ya marejesho
credit-page-mark = Hii si risiti: inaeleza kwamba fedha za risiti zilirudishwa au zilichukuliwa tena. Nakala iliyochapishwa. Hati yenyewe ni yaliyomo kwenye msimbo wa mraba: mtu yeyote anaweza kuithibitisha, hata bila mtandao.
credit-page-total = Kilichorudishwa
credit-page-receipt = Risiti inayohusika
credit-page-why = Sababu
credit-page-reason = { $state ->
        [repaid] Fedha zilirudishwa
        [cancelled] Risiti ilitolewa kwa makosa
       *[reversed] Mtoa huduma alichukua fedha tena
    }
credit-page-provider = Ilirudishwa kupitia
credit-page-qr = Hati ya marejesho iliyotiwa sahihi kama msimbo wa QR, wa kuskaniwa
receipt-page-unknown-title = Hakuna risiti kama hiyo
receipt-page-unknown = Hakuna risiti yenye msimbo huu. Linganisha kila herufi na tarakimu na uliyopewa.
repayment-state-requested = Maafisa wanaliangalia. Utaonyeshwa hapa matokeo yake.
repayment-state-rejected = Afisa amelikataa. Uliza ofisi sababu, au omba tena ukiwa na kinachohitajika.
repayment-state-approved = Limeidhinishwa, na linatumwa.
repayment-state-submitted = Liko njiani. Benki zinaweza kuchukua siku kadhaa.
repayment-state-succeeded = Limelipwa. Hati ya kurejesha inasema hivyo.
repayment-state-failed = Halikuweza kulipwa, au lilirudi. Bado unadai: maafisa wanachagua njia nyingine.
repayment-state-unknown = Limetumwa, na jibu lililo wazi halijarudi. Halitumwi mara mbili: tunaendelea kuuliza.
claim-state-lodged = Maafisa wanaliamua. Unaonyeshwa hapa hadi lini.
claim-state-waiting-for-trader = Afisa anakuomba zaidi. Muda wa uamuzi unasimama hadi utakapoongeza.
claim-state-decided = Limeamuliwa. Angalia kila marejesho yake.
claim-state-paid = Yote yaliyoidhinishwa yamelipwa.
claim-state-withdrawn = Umeliondoa. Hakuna kinachoombwa tena kutoka kwalo.
repayment-rejection-nothing-overpaid = Kilicholipwa kilikuwa kinadaiwa.
repayment-rejection-not-proved = Hati hazithibitishi yanayosemwa katika dai.
repayment-rejection-conditions-not-met = Masharti ya utaratibu au msamaha hayakutimizwa.
repayment-rejection-too-late = Dai lilitolewa baada ya muda unaotolewa na sheria.
repayment-rejection-not-entitled = Mtu mwingine ndiye mwenye haki ya fedha hizo.
repayment-rejection-given-back-already = Zilishakwisha kurudishwa, au zinarudishwa kwa dai lingine.
repayment-rejection-withdrawn = Dai limeondolewa.
repayment-appeal = Unaweza kukata rufaa: kwanza kwa mamlaka iliyoamua, kisha kwa mamlaka huru au mahakama (Kifungu cha 4 cha TFA ya WTO). Uliza kituo cha maulizo wapi, na hadi lini.
receipt-partly-repaid = Risiti hii ni yetu na haijabadilishwa. Sehemu ya fedha ilirejeshwa baadaye.
receipt-repaid = Risiti hii ni yetu na haijabadilishwa, lakini fedha zote zilirejeshwa baadaye. Haithibitishi malipo tena.
receipt-reversed = Risiti hii ni yetu na haijabadilishwa, lakini mtoa huduma alichukua fedha baadaye. Haithibitishi malipo tena.
demand-not-named = Hati haisemi “{ $code }” ni ada ipi iliyochapishwa. Uliza kabla ya kulipa: ada isiyochapishwa hairuhusiwi kutozwa.
demand-not-published = Hakuna ada iliyochapishwa kwa jina ambalo hati inatoa kwa “{ $code }”. Uliza kabla ya kulipa: ada isiyochapishwa hairuhusiwi kutozwa.
demand-published-later = “{ $code }” ilichapishwa { $from }, baada ya tathmini. Uliza kabla ya kulipa: ada hairuhusiwi kutozwa kabla ya kuchapishwa.
demand-other-authority = Ada iliyochapishwa ambayo hati inaitaja kwa “{ $code }” ni ya mamlaka nyingine, si ya { $value }. Uliza kabla ya kulipa.
demand-question = Katika hati ya malipo { $reference } ninadaiwa ada “{ $code }” ya { $value }. Ilichapishwa wapi kabla ya tathmini, na ni kwa sheria ipi inaweza kutozwa?
assessment-question = Hati ya malipo { $reference } inatofautiana na makadirio yangu { $code }, na { $left } ya tofauti hiyo haina sababu. Tafadhali pitieni tathmini upya.
