sms-code-view = { $code } es su clave de la aduana para ver sus asuntos. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-lodge = { $code } es su clave de la aduana para presentar sus documentos. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-pay = { $code } es su clave de la aduana para pagar. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-pay-amount = { $code } es su clave de la aduana para pagar { $amount }. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-mandate = { $code } es su clave de la aduana para dar un poder a otra persona. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-change-phone = { $code } es su clave de la aduana para cambiar de teléfono. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
alert-session-stolen = Aduana: es posible que hayan copiado su acceso, por eso lo cerramos. Vuelva a entrar.
alert-mandate-proposed = Aduana: alguien le propone un mandato. Entre para aceptarlo o rechazarlo.
alert-mandate-accepted = Aduana: fue aceptado un mandato suyo. Entre para ver qué permite. Para suspenderlos todos, responda STOP.
alert-mandate-used = Aduana: su agente ha actuado en su nombre. Entre para ver lo que hizo. Si no es correcto, responda STOP: se suspenden todos sus mandatos.
alert-mandates-frozen = Aduana: todos sus mandatos quedan suspendidos. Nadie obra en su nombre hasta que usted los reactive.
alert-answer-changed = Aduana: una respuesta que usted sigue ya dice otra cosa. Entre para verla.
alert-deferment-overdue = Aduana: un extracto de su cuenta de aplazamiento no fue pagado a tiempo, y la cuenta se detuvo. Entre para verlo y pagar.
alert-claim-question = Aduana: un funcionario pide documentos para su reclamo de reembolso, que espera hasta que los agregue. Entre para verlo.
alert-claim-overdue = Aduana: su reclamo de reembolso no fue decidido a tiempo. Los funcionarios ya lo saben. Entre para ver en qué estado se encuentra.
sms-code-erase = { $code } es su clave de la aduana para borrar sus datos. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
payment-request = Aduana: le piden pagar { $amount }{ $name ->
    [none] {""}
   *[other] {" "}por { $name }
    }: { $purpose }. Aviso { $reference }, en la app o en un banco. Pague solo si sabe por qué.
payment-request-short = Pagar { $amount }{ $name ->
    [none] {""}
   *[other] {" "}por { $name }
    }: { $purpose }. Aviso { $reference }
