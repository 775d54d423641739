hs-code-invalid = “{ $value }” si msimbo wa HS: andika tarakimu 2, 4, 6, 8 au 10, kwa mfano 0901 au 0901.21
language-invalid = “{ $value }” si msimbo wa lugha: andika herufi mbili, kwa mfano en, fr au sw
language-unknown = hakuna kilichochapishwa kwa “{ $value }”; chagua kati ya { $allowed }
date-invalid = “{ $value }” si siku ya kalenda: andika hivi 2026-03-01
date-time-invalid = “{ $value }” si wakati sahihi: andika hivi 2026-03-01T12:00:00Z
publication-id-invalid = “{ $value }” haiwezi kuwa jina la chapisho
fact-id-invalid = “{ $value }” haiwezi kuwa jina la ada, fomu, ofisi, utaratibu, tangazo wala uamuzi
decimal-invalid = “{ $value }” si kiasi: andika namba kama 1250 au 1250.50
authority-code-invalid = “{ $value }” haiwezi kuwa msimbo wa mamlaka
query-empty = andika angalau neno moja au msimbo wa kutafuta
query-too-long = utafutaji una herufi { $limit } pekee
query-too-complex = utafutaji una maneno { $limit } pekee
page-size-invalid = ukurasa una vitu 1 hadi { $limit }, si { $first }
cursor-invalid = kielekezi hicho si cha orodha hii; anza upya bila hicho
period-invalid = siku ya mwisho { $until } si baada ya siku ya kwanza { $from }
period-too-long = omba siku { $limit } au chache kwa wakati mmoja, si { $found }
version-conflict = mtu mwingine amebadilisha: sasa ni toleo { $current }, si { $expected }; soma tena
request-unknown = ombi “{ $value }” halijulikani tena
export-too-large = data hii ina zaidi ya baiti { $limit } na haihifadhiwi kama faili
export-busy = faili haliwezi kutengenezwa kwa sasa, tafadhali omba tena baada ya dakika moja
unauthenticated = tafadhali ingia tena
refresh-token-unknown = tafadhali ingia tena: kifaa hiki hakijulikani tena
session-over = kipindi chako kimekwisha, tafadhali ingia tena
refresh-token-reused = huenda mtu amenakili kuingia kwako, kwa hiyo kumefungwa; tafadhali ingia tena
session-unknown = huna kipindi kama hicho
proof-required = ombi halina uthibitisho wa kifaa hiki; tafadhali jaribu tena
proof-invalid = uthibitisho wa kifaa hiki haulingani na ombi; tafadhali jaribu tena
proof-stale = saa ya kifaa hiki inatofautiana kwa sekunde { $seconds }; irekebishe kisha jaribu tena
proof-replayed = ombi limetumwa mara mbili; tafadhali jaribu tena
phone-invalid = hiyo si namba ya simu ya mkononi: iandike pamoja na namba ya nchi, kama +999 555 0100 12
sms-country-not-served = hatutumi ujumbe kwa namba zinazoanza na +{ $value }: { $dial ->
        [none] uliza katika ofisi yoyote ya forodha
       *[other] piga { $dial }
    }
code-too-soon = namba ya siri imetumwa sasa hivi: subiri sekunde { $seconds } kabla ya kuomba nyingine
code-limit-reached = hazitumwi namba za siri zaidi ya { $limit } kwa siku: omba tena baada ya sekunde { $seconds }, au { $dial ->
        [none] uliza katika ofisi yoyote ya forodha
       *[other] piga { $dial }
    }
sms-busy = namba za siri nyingi mno zinaombwa: omba tena baada ya sekunde { $seconds }, au { $dial ->
        [none] uliza katika ofisi yoyote ya forodha
       *[other] piga { $dial }
    }
sms-stopped = kwa sasa hazitumwi namba za siri kwa simu hii: { $dial ->
        [none] uliza katika ofisi yoyote ya forodha
       *[other] piga { $dial }
    }
sms-not-sent = ujumbe haukuweza kutumwa: omba tena baada ya dakika moja, au { $dial ->
        [none] uliza katika ofisi yoyote ya forodha
       *[other] piga { $dial }
    }
code-wrong = hiyo si namba ya siri; majaribio yaliyobaki: { $left }
code-expired = namba hiyo ya siri haitumiki tena: omba mpya
code-invalid = namba ya siri ina tarakimu sita
code-required = hili linahitaji namba ya siri: iombe kwanza
device-too-new = kifaa hiki kiliingia kwa mara ya kwanza chini ya siku moja iliyopita: jaribu baada ya { $until }, au tumia kifaa ulichokuwa nacho
phone-taken = namba hiyo tayari ni ya mtu mwingine: uliza katika ofisi yoyote ya forodha
phone-not-proven = hakuna namba yako iliyothibitishwa: ingia kwanza kwa namba
mandate-unknown = huna uwakala kama huo
company-unknown = hutendi kwa niaba ya kampuni kama hiyo
company-not-confirmed = kampuni bado haijathibitishwa: onyesha hati zake katika ofisi yoyote ya forodha
tin-invalid = namba ya mlipakodi ina herufi na tarakimu 4 hadi 20
tin-taken = kampuni yenye namba hiyo imeshathibitishwa: waombe wasimamizi wake wakuongeze
company-name-invalid = jina la kampuni ni mstari mmoja wa herufi 2 hadi 120
consignment-invalid = rejeleo la shehena lina herufi, tarakimu na - / . 3 hadi 35
mandate-empty = uwakala lazima uruhusu kitu
mandate-caps-invalid = toa sarafu moja kwa viwango vyote viwili, na kiwango cha siku kisicho chini ya cha malipo
mandate-period-invalid = uwakala huanza sasa au baadaye na kuisha baada ya hapo, kabla ya { $until }
mandate-oneself = hakuna anayejiwakilisha mwenyewe kwa uwakala
company-last-admin = kampuni hubaki na msimamizi angalau mmoja: ongeza mwingine kwanza
mandate-too-many = zinaweza kuwa { $limit } tu: maliza baadhi kwanza
mandate-state = haiwezekani wakati uwakala uko katika hali { $state }
mandate-frozen = uwakala umesimamishwa: aliyeutoa tu anaweza kuurejesha
mandate-not-yet = uwakala haufanyi kazi kabla ya { $from }
mandate-scope = uwakala hauruhusu hili ({ $act })
mandate-consignment = uwakala ni wa shehena nyingine
mandate-currency = uwakala unaruhusu malipo kwa { $allowed } tu
mandate-payment-cap = uwakala unaruhusu { $limit } kwa malipo moja
mandate-day-cap = uwakala unaruhusu { $limit } kwa siku, zimebaki { $left }
mandate-none = huna uwakala wao unaoruhusu hili
forbidden = jukumu lako halikuruhusu kufanya hivi: muulize msimamizi wa ofisi yako
person-unknown = hakuna mtu kama huyo: hakiki jina ulilopewa
role-grant-unknown = jukumu au pendekezo hilo halipo tena: tazama orodha tena
second-person-needed = msimamizi mwingine lazima akubali: aliyependekeza jukumu na anayelipokea hawawezi
role-past = jukumu lingeisha kabla ya kuanza: chagua siku ya baadaye
admin-exists = tayari kuna msimamizi: mwombe akupe jukumu
machine-unknown = huna akaunti ya mashine kama hiyo
machine-key-unknown = akaunti hii ya mashine haina ufunguo halali kama huo
machine-name-invalid = akaunti ya mashine inahitaji jina la herufi 1 hadi 60 katika mstari mmoja
machine-scopes-missing = chagua angalau jambo moja ambalo akaunti ya mashine inaruhusiwa kufanya
machine-limit-reached = una akaunti { $limit } za mashine, idadi ya juu kabisa: funga moja usiyoihitaji tena
machine-key-limit-reached = akaunti hii ya mashine ina funguo { $limit }, idadi ya juu kabisa: batilisha mmoja kwanza
machine-key-invalid = huu si ufunguo wa umma wa Ed25519 au P-256 kwa muundo wa JWK: ondoa sehemu ya siri kisha ujaribu tena
machine-key-known = akaunti hii ya mashine tayari ina ufunguo huo
possession-not-proven = kwa jambo hili mashine lazima ithibitishe ufunguo wake: tuma tokeni kama DPoP pamoja na uthibitisho mpya
passkey-refused = ufunguo huu wa kuingia haukuweza kutumika hapa: anza tena, au ingia kwa namba yako ya simu
passkey-unknown = huna ufunguo wa kuingia kama huo
passkey-limit-reached = una funguo { $limit } za kuingia, idadi ya juu kabisa: ondoa mmoja usioutumia tena
staff-email-invalid = hiyo si anwani ya barua pepe: iandike kama jina@ofisi.example
staff-name-invalid = jina lina herufi 1 hadi 100 kwenye mstari mmoja
staff-password-unfit = chagua nenosiri la herufi 12 hadi 128 lisilo na sehemu ya kwanza ya anwani yako ya barua pepe
staff-token-unknown = namba hii ya uanzishaji haitumiki tena: omba mpya kwa mwenzako aliyekupa
staff-email-differs = mwaliko ni wa anwani nyingine ya barua pepe: tumia ile uliyotumiwa
staff-email-taken = tayari kuna akaunti yenye anwani hii ya barua pepe
staff-exists = tayari kuna akaunti za watumishi: omba mwaliko kwa mwenzako
staff-code-wrong = hiyo si namba ya siri: angalia saa ya simu yako kisha andika namba inayoonyeshwa na programu sasa
staff-sign-in-wrong = anwani ya barua pepe, nenosiri na namba ya siri havilingani: viangalie kisha andika namba inayofuata ya programu; ikiwa una uhakika, tumia namba ya urejeshaji
staff-sign-in-later = majaribio mengi mno yameshindwa: jaribu tena baada ya sekunde { $seconds }, au kwenye kifaa ulichowahi kuingilia
staff-second-factor-required = pamoja na nenosiri, tuma namba ya programu au namba moja ya urejeshaji
staff-unknown = hakuna akaunti ya mtumishi iliyo wazi yenye jina hilo
staff-session-required = hii ni kwa watumishi: ingia kwa anwani yako ya barua pepe, nenosiri lako na namba ya programu yako
staff-oidc-off = kuingia kwa mtoa utambulisho wa ofisi yako hakujawezeshwa hapa: ingia kwa nenosiri lako na namba ya programu yako
staff-oidc-refused = mtoa utambulisho wa ofisi yako hakuthibitisha akaunti ya mtumishi hapa: anza tena kwenye kifaa hicho hicho, na uombe mwaliko kwa mwenzako ikiwa huna akaunti
unavailable = haipatikani kwa sasa, tafadhali jaribu baadaye
storage-full = hakuna kinachoweza kuhifadhiwa kwa sasa, jaribu baadaye
storage-read-only = hakuna kinachoweza kuhifadhiwa kwa sasa, jaribu baadaye
rate-limited = maombi yamekuwa mengi mno kwa wakati mmoja: subiri sekunde { $seconds }, kisha jaribu tena
erasure-holds-office = una wadhifa hapa, na matendo ya maafisa huhifadhiwa: wasiliana na utawala
origin-input-invalid = { $value } si mpango, nchi wala swali linaloweza kutumika hapa: litume kama ulivyolipokea, pamoja na jibu linalofaa
origin-country-not-member = { $value } haimo katika mpango huu, kwa hiyo bidhaa zilizotengenezwa huko haziwezi kustahili: wanachama wake ni { $allowed }
origin-amount-invalid = kiasi cha { $value } hakiwezi kutumika: viasi ni sifuri au zaidi, na bei au uzito ni zaidi ya sifuri
origin-input-too-long = hizo ni safu { $found } ilhali zisizozidi { $limit } zinaruhusiwa: jumlisha malighafi madogo ya namba moja
classification-answer-invalid = { $value } si swali lililoulizwa hapa, au si jibu lililotolewa: tuma yote mawili kama ulivyoyapokea
classification-answers-too-many = hayo ni majibu { $found }, na maswali yanayoulizwa hayazidi { $limit }: anza tena kwa maelezo kamili zaidi
enquiry-unknown = hakuna swali kama hilo, au namba na PIN havilingani: hakiki vyote viwili
enquiry-locked = majaribio mengi yamekosea: jaribu tena baada ya sekunde { $seconds }
enquiry-state = hili haliwezekani swali likiwa { $state }
enquiry-version-conflict = mtu amebadilisha swali tangu ulisome: lisome tena (toleo { $current }, ulikuwa na { $expected })
enquiry-text-invalid = andika herufi 1 hadi { $limit }
enquiry-key-invalid = ufunguo wa programu yako lazima uwe na herufi na tarakimu 22 hadi 64 za bahati nasibu
enquiry-key-reused = ufunguo huu umetumika kwa swali jingine: tengeneza mpya
enquiry-email-invalid = hiyo si anwani ya barua pepe: iandike kama jina@ofisi.example
enquiry-name-invalid = jina lina herufi 1 hadi 100 kwenye mstari mmoja
enquiry-too-many = mwisho ni { $limit }: jaribu kesho, au maliza baadhi kwanza
enquiry-channel-invalid = njia hii haiwezi kutumika hapa: chagua nyingine
enquiry-reminders-missing = mkumbushe muulizaji mara { $limit } kwanza; hadi sasa ni { $found }
enquiry-conflict-of-interest = afisa huyu ana maslahi katika swali na hapaswi kulijibu: chagua mwingine
enquiry-duplicate-invalid = swali si nakala yake lenyewe: taja lililoulizwa awali
enquiry-second-person = mtu mwingine lazima akubali: si aliyeandika jibu
enquiry-supervisor-needed = hili linahitaji msimamizi
enquiry-not-assigned = afisa mwingine ana swali hili: muulize yeye au msimamizi
enquiry-queue-unknown = hakuna foleni kama hiyo: angalia orodha
enquiry-queue-invalid = foleni ina jina la herufi ndogo, tarakimu na vistari, na kichwa cha herufi 1 hadi 100
enquiry-officer-unknown = mtu huyu hana wadhifa kwenye dawati: muulize msimamizi wa mfumo
enquiry-nobody-free = hakuna afisa aliye huru anayejua lugha na mada hii: muulize msimamizi
enquiry-personal-left = ondoa kinachoonyesha nani aliuliza: majina, namba, anwani za barua pepe
enquiry-public-reply-unknown = hakuna aliyeandika maandishi ya umma ya jibu hili: yaandike kwanza
enquiry-public-reply-state = maandishi haya yanachapishwa, yapo, au yameandikwa kwa lugha hiyo: yasome tena
enquiry-translations-missing = tafsiri { $found } hazipo: ziongeze kwanza
enquiry-publication-taken = kitu kingine kimechapishwa kwa jina hili: chagua jingine
enquiry-public-text-invalid = toa jina, kichwa cha herufi 1 hadi 200 na sheria inayotegemewa
enquiry-gap-unknown = pengo hilo halipo: angalia orodha
enquiry-gap-closed = pengo hili limefungwa
enquiry-gap-place = taja chapisho au mahali pa jibu; lisilo la umma halina mahali
