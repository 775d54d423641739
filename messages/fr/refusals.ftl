hs-code-invalid = « { $value } » n’est pas un code SH : écrivez 2, 4, 6, 8 ou 10 chiffres, par exemple 0901 ou 0901.21
language-invalid = « { $value } » n’est pas un code de langue : écrivez deux lettres, par exemple en, fr ou sw
language-unknown = rien n’est publié en « { $value } » ; choisissez parmi { $allowed }
date-invalid = « { $value } » n’est pas un jour du calendrier : écrivez-le ainsi : 2026-03-01
date-time-invalid = « { $value } » n’est pas un instant : écrivez-le ainsi : 2026-03-01T12:00:00Z
publication-id-invalid = « { $value } » ne peut pas désigner une publication
fact-id-invalid = « { $value } » ne peut pas désigner une redevance, un formulaire, un bureau, une procédure, un avis ou une décision
decimal-invalid = « { $value } » n’est pas un montant : écrivez un nombre comme 1250 ou 1250.50
authority-code-invalid = « { $value } » ne peut pas être le code d’une autorité
query-empty = écrivez au moins un mot ou un code à rechercher
query-too-long = une recherche compte au plus { $limit } caractères
query-too-complex = une recherche compte au plus { $limit } mots
page-size-invalid = une page contient 1 à { $limit } éléments, pas { $first }
cursor-invalid = ce curseur n’appartient pas à cette liste ; recommencez sans lui
period-invalid = le dernier jour { $until } n’est pas après le premier { $from }
period-too-long = demandez au plus { $limit } jours à la fois, et non { $found }
version-conflict = quelqu’un d’autre l’a modifié : version { $current } maintenant, et non { $expected } ; relisez-le
request-unknown = la requête « { $value } » n’est plus connue
export-too-large = l’export dépasse { $limit } octets et n’est pas conservé comme fichier
export-busy = l’export ne peut pas être préparé pour le moment, redemandez dans une minute
unauthenticated = veuillez vous reconnecter
refresh-token-unknown = veuillez vous reconnecter : cet appareil n’est plus connu
session-over = votre session est terminée, veuillez vous reconnecter
refresh-token-reused = quelqu’un a peut-être copié votre connexion, elle a donc été fermée ; veuillez vous reconnecter
session-unknown = vous n’avez pas de session de ce nom
proof-required = il manque à la demande la preuve de cet appareil ; veuillez réessayer
proof-invalid = la preuve de cet appareil ne convient pas à la demande ; veuillez réessayer
proof-stale = l’horloge de cet appareil diffère de { $seconds } secondes ; réglez-la et réessayez
proof-replayed = la demande a été envoyée deux fois ; veuillez réessayer
phone-invalid = ce n’est pas un numéro de mobile : écrivez-le avec l’indicatif de son pays, comme +999 555 0100 12
sms-country-not-served = nous n’envoyons pas de messages aux numéros qui commencent par +{ $value } : { $dial ->
        [none] adressez-vous à un bureau de douane
       *[other] composez le { $dial }
    }
code-too-soon = un code vient d’être envoyé : attendez { $seconds } secondes avant d’en demander un autre
code-limit-reached = pas plus de { $limit } codes sont envoyés par jour : redemandez dans { $seconds } secondes, ou { $dial ->
        [none] adressez-vous à un bureau de douane
       *[other] composez le { $dial }
    }
sms-busy = trop de codes sont demandés : redemandez dans { $seconds } secondes, ou { $dial ->
        [none] adressez-vous à un bureau de douane
       *[other] composez le { $dial }
    }
sms-stopped = aucun code n’est envoyé à ce numéro pour le moment : { $dial ->
        [none] adressez-vous à un bureau de douane
       *[other] composez le { $dial }
    }
sms-not-sent = le message n’a pas pu être envoyé : redemandez dans une minute, ou { $dial ->
        [none] adressez-vous à un bureau de douane
       *[other] composez le { $dial }
    }
code-wrong = ce n’est pas le code ; essais restants : { $left }
code-expired = ce code n’est plus valable : demandez-en un nouveau
code-invalid = un code a six chiffres
code-required = il faut un code : demandez-en un d’abord
device-too-new = cet appareil est connecté depuis moins d’un jour : réessayez après { $until } ou utilisez un appareil que vous aviez déjà
phone-taken = ce numéro appartient déjà à quelqu’un d’autre : adressez-vous à un bureau de douane
phone-not-proven = aucun de vos numéros n’est prouvé : connectez-vous d’abord avec un numéro
mandate-unknown = vous n’avez pas de tel mandat
company-unknown = vous n’agissez pour aucune société de ce nom
company-not-confirmed = la société n’est pas encore confirmée : présentez ses papiers à un bureau de douane
tin-invalid = un numéro de contribuable a 4 à 20 lettres et chiffres
tin-taken = la société de ce numéro est déjà confirmée : demandez à ses administrateurs de vous ajouter
company-name-invalid = le nom d’une société est une ligne de 2 à 120 caractères
consignment-invalid = une référence d’envoi a 3 à 35 lettres, chiffres et - / .
mandate-empty = un mandat doit permettre quelque chose
mandate-caps-invalid = indiquez une seule devise pour les deux plafonds, et un plafond du jour qui n’est pas inférieur à celui d’un paiement
mandate-period-invalid = un mandat commence maintenant ou plus tard et finit ensuite, au plus tard le { $until }
mandate-oneself = nul n’agit pour soi-même par un mandat
company-last-admin = une société garde au moins un administrateur : ajoutez-en d’abord un autre
mandate-too-many = il peut y en avoir { $limit } au plus : mettez fin à certains d’abord
mandate-state = cela n’est pas possible tant que le mandat est dans l’état { $state }
mandate-frozen = le mandat est suspendu : seul celui qui l’a donné peut le rétablir
mandate-not-yet = le mandat ne vaut pas avant { $from }
mandate-scope = le mandat ne permet pas cela ({ $act })
mandate-consignment = le mandat porte sur un autre envoi
mandate-currency = le mandat permet des paiements en { $allowed } seulement
mandate-payment-cap = le mandat permet { $limit } au plus par paiement
mandate-day-cap = le mandat permet { $limit } par jour, dont il reste { $left }
mandate-none = vous n’avez d’eux aucun mandat qui le permette
forbidden = votre rôle ne permet pas cette action : adressez-vous à un administrateur de votre bureau
person-unknown = cette personne n’existe pas : vérifiez le nom qui vous a été donné
role-grant-unknown = ce rôle ou cette proposition n’existe plus : consultez de nouveau la liste
second-person-needed = un autre administrateur doit donner son accord : ni celui qui a proposé un rôle ni celui qui le reçoit ne le peut
role-past = le rôle prendrait fin avant de commencer : choisissez un jour plus tardif
admin-exists = il existe déjà un administrateur : demandez-lui le rôle
machine-unknown = vous n’avez pas de compte machine de ce nom
machine-key-unknown = ce compte machine n’a pas de clé valable de ce nom
machine-name-invalid = un compte machine a besoin d’un nom de 1 à 60 caractères sur une ligne
machine-scopes-missing = choisissez au moins une chose que le compte machine peut faire
machine-limit-reached = vous avez { $limit } comptes machine, le maximum : supprimez-en un qui ne sert plus
machine-key-limit-reached = ce compte machine a { $limit } clés, le maximum : révoquez-en une d’abord
machine-key-invalid = ce n’est pas une clé publique Ed25519 ou P-256 au format JWK : retirez la partie privée et réessayez
machine-key-known = ce compte machine a déjà cette clé
possession-not-proven = pour cela une machine doit prouver sa clé : envoyez le jeton en DPoP avec une nouvelle preuve
passkey-refused = cette clé d’accès n’a pas pu être utilisée ici : recommencez ou connectez-vous avec votre numéro de téléphone
passkey-unknown = vous n’avez pas de clé d’accès de ce nom
passkey-limit-reached = vous avez { $limit } clés d’accès, le maximum : supprimez-en une qui ne sert plus
staff-email-invalid = ce n’est pas une adresse électronique : écrivez-la comme nom@bureau.example
staff-name-invalid = un nom a de 1 à 100 caractères sur une ligne
staff-password-unfit = choisissez un mot de passe de 12 à 128 caractères qui ne contient pas la première partie de votre adresse électronique
staff-token-unknown = ce jeton d’activation n’est plus valable : demandez-en un nouveau au collègue qui vous l’a donné
staff-email-differs = l’invitation est pour une autre adresse électronique : utilisez celle à laquelle elle a été envoyée
staff-email-taken = il existe déjà un compte avec cette adresse électronique
staff-exists = il existe déjà des comptes d’agents : demandez une invitation à un collègue
staff-code-wrong = ce n’est pas le code : vérifiez l’horloge de votre téléphone et saisissez le code que l’application affiche maintenant
staff-sign-in-wrong = adresse électronique, mot de passe et code ne vont pas ensemble : vérifiez-les et saisissez le prochain code de l’application ; si vous en êtes sûr, utilisez un code de secours
staff-sign-in-later = trop d’essais ont échoué : réessayez dans { $seconds } secondes, ou sur un appareil où vous vous êtes déjà connecté
staff-second-factor-required = avec le mot de passe, envoyez soit le code de l’application, soit un code de secours
staff-unknown = il n’y a pas de compte d’agent ouvert de ce nom
staff-session-required = ceci est réservé aux agents : connectez-vous avec votre adresse électronique, votre mot de passe et le code de votre application
staff-oidc-off = la connexion par le fournisseur d’identité de votre service n’est pas en place ici : connectez-vous avec votre mot de passe et le code de votre application
staff-oidc-refused = le fournisseur d’identité de votre service n’a pas confirmé de compte d’agent ici : recommencez sur le même appareil, et demandez une invitation à un collègue si vous n’en avez pas
unavailable = momentanément indisponible, veuillez réessayer plus tard
storage-full = rien ne peut être enregistré pour le moment, veuillez réessayer plus tard
storage-read-only = rien ne peut être enregistré pour le moment, veuillez réessayer plus tard
rate-limited = c’était trop à la fois : attendez { $seconds } secondes, puis réessayez
erasure-holds-office = vous exercez une fonction ici, et les actes des agents sont conservés : adressez-vous à l’administration
origin-input-invalid = { $value } n'est ni un régime, ni un pays, ni une question utilisable ici : envoyez-le tel que vous l'avez reçu, avec une réponse qui convient
origin-country-not-member = { $value } ne fait pas partie de ce régime, les marchandises qui y sont faites ne peuvent donc pas en bénéficier : ses membres sont { $allowed }
origin-amount-invalid = le montant de { $value } ne peut pas être utilisé : un montant est nul ou positif, un prix ou un poids est supérieur à zéro
origin-input-too-long = cela fait { $found } lignes, il en faut { $limit } au plus : additionnez les petites matières d'un même code
classification-answer-invalid = { $value } n'est pas une question posée ici, ou pas une réponse proposée : envoyez les deux telles que vous les avez reçues
classification-answers-too-many = cela fait { $found } réponses, et l'on pose au plus { $limit } questions : recommencez avec une description plus complète
enquiry-unknown = cette demande n’existe pas, ou la référence et le PIN ne vont pas ensemble : vérifiez les deux
enquiry-locked = trop d’essais erronés : réessayez dans { $seconds } secondes
enquiry-state = cela n’est pas possible tant que la demande est { $state }
enquiry-version-conflict = quelqu’un a modifié la demande depuis votre lecture : relisez-la (version { $current }, vous aviez { $expected })
enquiry-text-invalid = écrivez de 1 à { $limit } caractères
enquiry-key-invalid = la clé de votre application doit avoir 22 à 64 lettres et chiffres tirés au hasard
enquiry-key-reused = cette clé a servi à une autre demande : tirez-en une nouvelle
enquiry-email-invalid = ce n’est pas une adresse électronique : écrivez-la comme nom@bureau.example
enquiry-name-invalid = un nom a 1 à 100 caractères sur une ligne
enquiry-too-many = il peut y en avoir { $limit } au plus : réessayez demain, ou terminez-en d’abord
enquiry-channel-invalid = cette voie n’est pas possible ici : choisissez-en une autre
enquiry-reminders-missing = rappelez d’abord le demandeur { $limit } fois ; c’était { $found } jusqu’ici
enquiry-conflict-of-interest = cet agent a un intérêt dans la demande et ne doit pas y répondre : choisissez-en un autre
enquiry-duplicate-invalid = une demande n’est pas son propre double : nommez celle qui a été posée avant
enquiry-second-person = une autre personne doit approuver : pas l’auteur de la réponse
enquiry-supervisor-needed = il faut un superviseur
enquiry-not-assigned = un autre agent a cette demande : adressez-vous à lui ou à un superviseur
enquiry-queue-unknown = cette file n’existe pas : consultez la liste
enquiry-queue-invalid = une file a un nom en minuscules, chiffres et traits d’union, et un titre de 1 à 100 caractères
enquiry-officer-unknown = cette personne n’a pas de rôle au guichet : demandez à un administrateur
enquiry-nobody-free = aucun agent libre ne connaît cette langue et ce sujet : demandez à un superviseur
enquiry-personal-left = retirez ce qui dit qui a demandé : noms, numéros, adresses électroniques
enquiry-public-reply-unknown = personne n'a écrit de texte public de cette réponse : écrivez-le d'abord
enquiry-public-reply-state = ce texte est en cours de publication, déjà là, ou écrit dans cette langue : relisez-le
enquiry-translations-missing = il manque { $found } traductions : ajoutez-les d'abord
enquiry-publication-taken = autre chose est publié sous ce nom : choisissez-en un autre
enquiry-public-text-invalid = donnez un nom, un titre de 1 à 200 caractères et la loi sur laquelle il repose
enquiry-gap-unknown = cette lacune n'existe pas : voyez la liste
enquiry-gap-closed = cette lacune est close
enquiry-gap-place = nommez la publication ou le lieu de la réponse ; ce qui n'est pas public n'en a pas
