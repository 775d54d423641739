sms-code-view = { $code } : votre code douane pour voir votre dossier. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-lodge = { $code } : votre code douane pour déposer une déclaration. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-pay = { $code } : votre code douane pour payer. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-pay-amount = { $code } : votre code douane pour payer { $amount }. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-mandate = { $code } : votre code douane pour donner un mandat. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-change-phone = { $code } : votre code douane pour changer de numéro. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
alert-session-stolen = Douane : quelqu'un a pu copier votre connexion, nous l'avons fermée. Veuillez vous reconnecter.
alert-mandate-proposed = Douane : quelqu'un vous propose un mandat. Connectez-vous pour accepter ou refuser.
alert-mandate-accepted = Douane : un de vos mandats est accepté. Connectez-vous pour voir ce qu'il permet. Pour tout suspendre, répondez STOP.
alert-mandate-used = Douane : votre agent a agi en votre nom. Connectez-vous pour voir quoi. Si c'est une erreur, répondez STOP : tous vos mandats sont suspendus.
alert-mandates-frozen = Douane : tous vos mandats sont suspendus. Personne n'agit en votre nom avant que vous ne les rétablissiez.
alert-answer-changed = Douane : une réponse que vous suivez dit autre chose à présent. Consultez-la.
alert-deferment-overdue = Douane : un relevé de votre compte de report n'a pas été payé à temps, et le compte est suspendu. Connectez-vous pour le voir et payer.
alert-claim-question = Douane : un agent demande des documents pour votre demande de remboursement. Elle attend. Connectez-vous pour voir lesquels.
alert-claim-overdue = Douane : votre demande de remboursement n'a pas été traitée à temps. Les agents sont prévenus. Connectez-vous pour la voir.
sms-code-erase = { $code } : votre code douane pour effacer vos données. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
payment-request = Douane : on vous demande { $amount }{ $name ->
    [none] {""}
   *[other] {" "}pour { $name }
    } : { $purpose }. Avis { $reference }, par l'appli ou en banque. Ne payez que si vous savez pourquoi.
payment-request-short = Payer { $amount }{ $name ->
    [none] {""}
   *[other] {" "}pour { $name }
    } ? { $purpose }. Avis { $reference }
