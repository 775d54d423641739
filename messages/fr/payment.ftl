# What a payer reads of a payment, by where it stands.
payment-state-created = Rien ne vous a encore été demandé. Choisissez un moyen de paiement.
payment-state-awaiting-payer = C'est à vous : terminez le paiement avant { $until }.
payment-state-submitted = Le paiement est chez le prestataire. Ne payez pas de nouveau : la suite vous est indiquée ici.
payment-state-authorised = L'argent est réservé et n'a pas encore été prélevé. Ne payez pas de nouveau.
payment-state-capture-pending = L'argent est en cours d'encaissement. Ne payez pas de nouveau.
payment-state-captured = Payé. Vous pouvez montrer votre reçu à tout le monde.
payment-state-unknown = Le prestataire ne nous a pas répondu. Ne payez pas de nouveau : nous continuons à demander, et le résultat s'affiche ici.
payment-state-conflicted = Le prestataire indique une autre somme que celle qui vous était demandée. Ne payez pas de nouveau : un agent examine le cas.
payment-state-declined = Le prestataire n'a pas accepté cette tentative et rien n'a été prélevé. Vous pouvez réessayer.
payment-state-cancel-pending = Le paiement est en cours d'annulation. Ne payez pas de nouveau avant qu'il soit certain que rien n'a été prélevé.
payment-state-cancelled = Annulé. Rien n'a été prélevé pour cet avis.
payment-state-expire-pending = Le délai de ce paiement est passé. Ne payez pas de nouveau avant qu'il soit certain que rien n'a été prélevé.
payment-state-expired = Le délai de ce paiement est passé avant que vous ayez payé. Rien n'a été prélevé ; vous pouvez payer à nouveau.
payment-state-capture-error = L'argent est réservé et n'a pas pu être encaissé. Ne payez pas de nouveau : un agent examine le cas.
parts-plan-open = Payé en plusieurs parts jusqu'à { $until } : il reste { $owed }. Rien n'est libéré avant que tout soit payé. Ce qui n'est pas complet d'ici là est rendu à qui l'a payé.
parts-plan-complete = Toutes les parts ont été payées.
parts-plan-expired = Le dernier jour est passé avant que toutes les parts soient payées. Ce qui a été payé est rendu à qui l'a payé, et toute la somme est de nouveau due.
parts-plan-withdrawn = Le plan a été retiré. Ce qui a été payé est rendu à qui l'a payé, et toute la somme est de nouveau due.
parts-plan-void = La douane a retiré l'avis. Ce qui a été payé est rendu à qui l'a payé.
receipt-valid = Ce reçu est le nôtre et n'a pas été modifié. Il dit ce qui était payé lors de son émission.
receipt-not-valid = Ce n'est pas un de nos reçus, ou il a été modifié. Ne vous y fiez pas.
receipt-page-title = Quittance { $code }
receipt-page-heading = Quittance
receipt-page-copy = Copie imprimée. La quittance elle-même est ce que contient le code carré : chacun peut la vérifier, même sans réseau.
receipt-page-total = Payé
receipt-page-number = Numéro
receipt-page-issued = Délivrée
receipt-page-notice = Avis de paiement
receipt-page-declaration = Déclaration
receipt-page-debtor = Dû par
receipt-page-provider = Payé par l’intermédiaire de
receipt-page-law = Loi
receipt-page-code = Code
receipt-page-tax = { $state ->
        [duty] Droit de douane
        [vat] Taxe sur la valeur ajoutée
        [excise] Accise
        [penalty] Pénalité
       *[interest] Intérêts
    }
receipt-page-fee = Redevances de { $value }
receipt-page-qr = La quittance signée sous forme de code QR, à scanner
credit-page-title = Note de crédit { $code }
credit-page-heading = Note de crédit
credit-page-mark = Ceci n’est pas une quittance : cette note indique que de l’argent d’une quittance a été rendu ou repris. Copie imprimée. La note de crédit elle-même est ce que contient le code carré : chacun peut la vérifier, même sans réseau.
credit-page-total = Rendu
credit-page-receipt = Quittance concernée
credit-page-why = Motif
credit-page-reason = { $state ->
        [repaid] L’argent a été rendu
        [cancelled] La quittance a été délivrée par erreur
       *[reversed] Le prestataire a repris l’argent
    }
credit-page-provider = Rendu par l’intermédiaire de
credit-page-qr = La note de crédit signée sous forme de code QR, à scanner
receipt-page-unknown-title = Quittance introuvable
receipt-page-unknown = Aucune quittance ne porte ce code. Comparez chaque lettre et chaque chiffre avec le code reçu.
repayment-state-requested = Les agents l'examinent. La suite vous est indiquée ici.
repayment-state-rejected = Un agent l'a refusé. Demandez pourquoi au bureau, ou faites une nouvelle demande avec ce qui manque.
repayment-state-approved = Il est approuvé et va être envoyé.
repayment-state-submitted = Il est en route. Les banques peuvent mettre quelques jours.
repayment-state-succeeded = Il a été payé. La note de crédit le dit.
repayment-state-failed = Il n'a pas pu être payé, ou il est revenu. Il vous reste dû : des agents choisissent un autre moyen.
repayment-state-unknown = Il a été envoyé et aucune réponse claire n'est encore revenue. Il n'est pas envoyé deux fois : nous continuons à demander.
claim-state-lodged = Des agents en décident. La date limite vous est indiquée ici.
claim-state-waiting-for-trader = Un agent vous demande un complément. Le délai de décision est suspendu jusqu'à ce que vous l'ajoutiez.
claim-state-decided = La décision est prise. Regardez chacun de ses remboursements.
claim-state-paid = Tout ce qui a été approuvé a été payé.
claim-state-withdrawn = Vous l'avez retirée. Plus rien n'en est demandé.
repayment-rejection-nothing-overpaid = Ce qui a été payé était dû.
repayment-rejection-not-proved = Les documents ne prouvent pas ce que dit la réclamation.
repayment-rejection-conditions-not-met = Les conditions du régime ou de la franchise n'étaient pas remplies.
repayment-rejection-too-late = La réclamation est venue après le délai que donne la loi.
repayment-rejection-not-entitled = Quelqu'un d'autre a droit à cet argent.
repayment-rejection-given-back-already = Cela a déjà été rendu, ou l'est par une autre réclamation.
repayment-rejection-withdrawn = La réclamation a été retirée.
repayment-appeal = Vous pouvez faire appel : d'abord devant l'administration qui a décidé, puis devant une autorité indépendante ou un tribunal (article 4 de l'AFE de l'OMC). Demandez au point d'information où et jusqu'à quand.
receipt-partly-repaid = Ce reçu est le nôtre et n'a pas été modifié. Une partie de l'argent a été rendue depuis.
receipt-repaid = Ce reçu est le nôtre et n'a pas été modifié, mais tout l'argent a été rendu depuis. Il ne prouve plus de paiement.
receipt-reversed = Ce reçu est le nôtre et n'a pas été modifié, mais le prestataire a repris l'argent depuis. Il ne prouve plus de paiement.
demand-not-named = L'avis ne dit pas quelle redevance publiée est « { $code } ». Demandez avant de payer : aucune redevance non publiée ne peut être perçue.
demand-not-published = Aucune redevance n'est publiée sous le nom que l'avis donne pour « { $code } ». Demandez avant de payer : aucune redevance non publiée ne peut être perçue.
demand-published-later = « { $code } » a été publiée le { $from }, après la liquidation. Demandez avant de payer : aucune redevance ne peut être perçue avant sa publication.
demand-other-authority = La redevance publiée que l'avis nomme pour « { $code } » est celle d'une autre autorité que { $value }. Demandez avant de payer.
demand-question = Sur l'avis de paiement { $reference }, on me demande la redevance « { $code } » de { $value }. Où a-t-elle été publiée avant la liquidation, et en vertu de quelle loi peut-elle être perçue ?
assessment-question = L'avis de paiement { $reference } diffère de mon estimation { $code }, et { $left } de la différence est sans raison. Veuillez revoir la liquidation.
