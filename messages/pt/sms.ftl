sms-code-view = { $code } é a sua chave da aduana para ver os seus assuntos. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-lodge = { $code } é a sua chave da aduana para entregar documentos. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-pay = { $code } é a sua chave da aduana para pagar. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-pay-amount = { $code } é a sua chave da aduana para pagar { $amount }. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-mandate = { $code } é a sua chave da aduana para dar um mandato. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-change-phone = { $code } é a sua chave da aduana para mudar de telefone. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-erase = { $code } é a sua chave da aduana para apagar os seus dados. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
