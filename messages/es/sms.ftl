sms-code-view = { $code } es su clave de la aduana para ver sus asuntos. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-lodge = { $code } es su clave de la aduana para presentar sus documentos. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-pay = { $code } es su clave de la aduana para pagar. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-pay-amount = { $code } es su clave de la aduana para pagar { $amount }. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-mandate = { $code } es su clave de la aduana para dar un poder a otra persona. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-change-phone = { $code } es su clave de la aduana para cambiar de teléfono. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
sms-code-erase = { $code } es su clave de la aduana para borrar sus datos. Vale { $minutes } minutos. No la comparta: nadie de la aduana se la pide.
