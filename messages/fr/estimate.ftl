estimate-title = Estimation { $code }
estimate-heading = Ce que coûteront ces marchandises
estimate-notice = Ceci est une information et non une décision. La douane fixe ce qui est dû lors de la déclaration ; cette page montre ce que donnent les règles publiées pour ce qui a été indiqué ici.
estimate-total = Total
estimate-code = Code
estimate-direction = Sens
estimate-flow = { $state ->
        [export] Exportation
       *[other] Importation
    }
estimate-day = Règles et taux de change du
estimate-known = Telles que publiées au
estimate-until = Conservée jusqu’au
estimate-line = Ligne { $value } : { $code }
estimate-country = Pays
estimate-value = { $value ->
        [customs-value] Valeur en douane
        [fob-value] Valeur franco à bord
        [freight] Fret
        [insurance] Assurance
        [retail-price] Prix de détail
       *[other] { $value }
    }
estimate-quantity = Quantité
estimate-documents = Documents disponibles
estimate-additional-codes = Codes additionnels
estimate-claim = Demandé
estimate-answer = { $state ->
        [yes] Oui
       *[other] Non
    }
estimate-tax = Taxe et loi
estimate-rate = Taux et assiette
estimate-amount = Montant
estimate-share = Part de cette ligne dans un montant commun à plusieurs lignes
estimate-line-total = Total de la ligne
estimate-needed = Également exigé, et non compté ici
estimate-control = { $state ->
        [prohibition] Interdit :
        [supplementary-unit] Déclarez aussi cette unité :
       *[other] Licence, certificat ou essai :
    }
estimate-exchange = Taux de change
estimate-exchange-rate = 1 { $code } vaut { $value } { $current }, à partir du { $from } { $until ->
        [none] sans fin fixée
       *[other] et avant le { $until }
    } ({ $act })
estimate-left-out = Non compris dans le total : ce que les organismes demandent pour leurs services, le magasinage, le transport et tout ce que cette page ne nomme pas.
estimate-again = Pour la recalculer selon les règles d’aujourd’hui ou la comparer à une liquidation, donnez son code dans l’application ou au point d’information.
estimate-unknown-title = Estimation introuvable
estimate-not-found = Aucune estimation n’est conservée sous ce code. Comparez-le signe par signe à celui que vous avez reçu, ou refaites l’estimation.
estimate-over-title = Cette estimation a expiré
estimate-over = Elle était conservée jusqu’à son dernier jour, qui est passé. Les règles et les taux ont pu changer depuis : refaites-la.
