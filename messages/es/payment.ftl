# What a payer reads of a payment, by where it stands.
payment-state-created = Todavía no se le ha pedido nada. Elija cómo pagar.
payment-state-awaiting-payer = Es su turno: termine el pago antes de { $until }.
payment-state-submitted = El pago está en manos del proveedor. No pague otra vez: aquí se le dice qué resulta de él.
payment-state-authorised = El dinero está reservado y aún no se ha cobrado. No pague otra vez.
payment-state-capture-pending = El dinero se está cobrando. No pague otra vez.
payment-state-captured = Pagado. Puede mostrar su recibo a cualquiera.
payment-state-unknown = El proveedor no nos ha respondido. No pague otra vez: seguimos preguntando y lo que sepamos se muestra aquí.
payment-state-conflicted = El proveedor comunica una suma distinta de la que se le pidió. No pague otra vez: un funcionario lo revisa.
payment-state-declined = El proveedor no aceptó este intento y no se cobró nada. Puede intentarlo de nuevo.
payment-state-cancel-pending = El pago se está cancelando. No pague otra vez hasta que sea seguro que no se cobró nada.
payment-state-cancelled = Cancelado. No se cobró nada por este aviso.
payment-state-expire-pending = El plazo de este pago ha terminado. No pague otra vez hasta que sea seguro que no se cobró nada.
payment-state-expired = El plazo de este pago terminó antes de que pagara. No se cobró nada; puede pagar de nuevo.
payment-state-capture-error = El dinero está reservado y no se pudo cobrar. No pague otra vez: un funcionario lo revisa.
parts-plan-open = Se paga en partes hasta { $until }: quedan { $owed }. Nada se libera antes de que todo esté pagado. Lo que no esté completo para entonces se devuelve a quien lo pagó.
parts-plan-complete = Se pagaron todas las partes.
parts-plan-expired = El último día pasó antes de que se pagaran todas las partes. Lo pagado se devuelve a quien lo pagó, y se debe de nuevo toda la suma.
parts-plan-withdrawn = El plan se retiró. Lo pagado se devuelve a quien lo pagó, y se debe de nuevo toda la suma.
parts-plan-void = La aduana retiró el aviso. Lo pagado se devuelve a quien lo pagó.
receipt-valid = Este recibo es nuestro y no ha sido cambiado. Dice lo que estaba pagado al emitirse.
receipt-not-valid = No es un recibo nuestro, o fue cambiado. No se fíe de él.
receipt-page-title = Recibo { $code }
receipt-page-heading = Recibo
receipt-page-copy = Copia impresa. El recibo es lo que contiene el código cuadrado: cualquiera puede verificarlo, también sin red.
receipt-page-total = Pagado
receipt-page-number = Número
receipt-page-issued = Emitido
receipt-page-notice = Aviso de pago
receipt-page-declaration = Declaración
receipt-page-debtor = Debido por
receipt-page-provider = Pagado a través de
receipt-page-law = Ley
receipt-page-code = Código
receipt-page-tax = { $state ->
        [duty] Derecho de aduana
        [vat] Impuesto sobre el valor añadido
        [excise] Impuesto especial
        [penalty] Multa
       *[interest] Intereses
    }
receipt-page-fee = Tasas de { $value }
receipt-page-qr = El recibo firmado como código QR, para escanear
credit-page-title = Nota de crédito { $code }
credit-page-heading = Nota de crédito
credit-page-mark = Esto no es un recibo: indica que se devolvió o se retiró dinero de un recibo. Copia impresa. La nota de crédito es lo que contiene el código cuadrado: cualquiera puede verificarla, también sin red.
credit-page-total = Devuelto
credit-page-receipt = Recibo que corrige
credit-page-why = Motivo
credit-page-reason = { $state ->
        [repaid] Se devolvió el dinero
        [cancelled] El recibo se emitió por error
       *[reversed] El proveedor retiró el dinero
    }
credit-page-provider = Devuelto a través de
credit-page-qr = La nota de crédito firmada como código QR, para escanear
receipt-page-unknown-title = No existe ese recibo
receipt-page-unknown = No hay ningún recibo con este código. Compare cada letra y cada cifra con el que le dieron.
repayment-state-requested = Los funcionarios lo revisan. Aquí se le dice qué resulta de ello.
repayment-state-rejected = Un funcionario lo rechazó. Pregunte el motivo en la oficina o pídalo de nuevo con lo que falte.
repayment-state-approved = Está aprobado y se está enviando.
repayment-state-submitted = Está en camino. Los bancos pueden tardar unos días.
repayment-state-succeeded = Se pagó. La nota de crédito lo dice.
repayment-state-failed = No se pudo pagar, o volvió. Se le sigue debiendo: los funcionarios eligen otra vía.
repayment-state-unknown = Se envió y aún no ha vuelto nada claro. No se envía dos veces: seguimos preguntando.
claim-state-lodged = Los funcionarios deciden. Aquí se le dice hasta cuándo.
claim-state-waiting-for-trader = Un funcionario le pide algo más. El plazo de la decisión se detiene hasta que lo añada.
claim-state-decided = Está decidida. Mire cada una de sus devoluciones.
claim-state-paid = Se pagó todo lo que fue aprobado.
claim-state-withdrawn = Usted la retiró. Ya no se pide nada de ella.
repayment-rejection-nothing-overpaid = Lo que se pagó se debía.
repayment-rejection-not-proved = Los documentos no prueban lo que dice la reclamación.
repayment-rejection-conditions-not-met = No se cumplieron las condiciones del régimen o de la franquicia.
repayment-rejection-too-late = Se reclamó después del plazo que da la ley.
repayment-rejection-not-entitled = Otra persona tiene derecho al dinero.
repayment-rejection-given-back-already = Ya se devolvió, o se devuelve por otra reclamación.
repayment-rejection-withdrawn = La reclamación fue retirada.
repayment-appeal = Puede recurrir: primero ante la administración que decidió y después ante una autoridad independiente o un tribunal (artículo 4 del AFC de la OMC). Pregunte al servicio de información dónde y hasta cuándo.
receipt-partly-repaid = Este recibo es nuestro y no ha sido cambiado. Una parte del dinero se devolvió después.
receipt-repaid = Este recibo es nuestro y no ha sido cambiado, pero todo el dinero se devolvió después. Ya no prueba ningún pago.
receipt-reversed = Este recibo es nuestro y no ha sido cambiado, pero el proveedor retiró el dinero después. Ya no prueba ningún pago.
demand-not-named = El aviso no dice qué tasa publicada es «{ $code }». Pregunte antes de pagar: no puede cobrarse ninguna tasa que no esté publicada.
demand-not-published = No hay ninguna tasa publicada con el nombre que el aviso da para «{ $code }». Pregunte antes de pagar: no puede cobrarse ninguna tasa que no esté publicada.
demand-published-later = «{ $code }» se publicó el { $from }, después de la liquidación. Pregunte antes de pagar: ninguna tasa puede cobrarse antes de publicarse.
demand-other-authority = La tasa publicada que el aviso nombra para «{ $code }» es de una autoridad distinta de { $value }. Pregunte antes de pagar.
demand-question = En el aviso de pago { $reference } se me pide la tasa «{ $code }» de { $value }. ¿Dónde se publicó antes de la liquidación y según qué ley puede cobrarse?
assessment-question = El aviso de pago { $reference } difiere de mi estimación { $code }, y { $left } de la diferencia no tiene motivo. Les ruego que revisen la liquidación.
