sms-code-view = { $code } é a sua chave da aduana para ver os seus assuntos. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-lodge = { $code } é a sua chave da aduana para entregar documentos. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-pay = { $code } é a sua chave da aduana para pagar. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-pay-amount = { $code } é a sua chave da aduana para pagar { $amount }. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-mandate = { $code } é a sua chave da aduana para dar um mandato. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
sms-code-change-phone = { $code } é a sua chave da aduana para mudar de telefone. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
alert-session-stolen = Aduana: o seu acesso pode ter sido copiado, por isso foi encerrado. Entre de novo.
alert-mandate-proposed = Aduana: propuseram-lhe um mandato. Entre para aceitar ou recusar.
alert-mandate-accepted = Aduana: um mandato seu foi aceite. Entre para ver o que permite. Para suspender todos, responda STOP.
alert-mandate-used = Aduana: o seu agente agiu em seu nome. Entre para ver o que fez. Se for um erro, responda STOP: todos os seus mandatos param.
alert-mandates-frozen = Aduana: todos os seus mandatos foram suspensos. Ninguém age em seu nome até os reativar.
alert-answer-changed = Aduana: uma resposta que acompanha mudou. Entre para a ver.
alert-deferment-overdue = Aduana: um extrato da sua conta de adiamento ficou por pagar no prazo, e a conta parou. Entre para o ver e pagar.
alert-claim-question = Aduana: pedem documentos para o seu pedido de reembolso. Fica em espera até os juntar. Entre para ver quais.
alert-claim-overdue = Aduana: o seu pedido de reembolso ficou por decidir no prazo. Os agentes foram avisados. Entre para o ver.
sms-code-erase = { $code } é a sua chave da aduana para apagar os seus dados. Vale { $minutes } minutos. Nunca a partilhe: ninguém da aduana a pede.
payment-request = Aduana: pedem-lhe para pagar { $amount }{ $name ->
    [none] {""}
   *[other] {" "}por { $name }
    }: { $purpose }. Aviso { $reference }, na app ou num banco. Pague apenas se sabe de que se trata.
payment-request-short = Pagar { $amount }{ $name ->
    [none] {""}
   *[other] {" "}por { $name }
    }: { $purpose }. Aviso { $reference }
