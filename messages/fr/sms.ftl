sms-code-view = { $code } : votre code douane pour voir votre dossier. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-lodge = { $code } : votre code douane pour déposer une déclaration. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-pay = { $code } : votre code douane pour payer. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-pay-amount = { $code } : votre code douane pour payer { $amount }. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-mandate = { $code } : votre code douane pour donner un mandat. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-change-phone = { $code } : votre code douane pour changer de numéro. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
sms-code-erase = { $code } : votre code douane pour effacer vos données. Valable { $minutes } minutes. Ne le donnez à personne : aucun agent de la douane ne le demande.
