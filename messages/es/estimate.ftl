estimate-title = Estimación { $code }
estimate-heading = Lo que costarán estas mercancías
estimate-notice = Esto es información y no una resolución. La aduana decide lo que se debe al declarar las mercancías; esta página muestra lo que dan las normas publicadas para lo que se indicó aquí.
estimate-total = Total
estimate-code = Código
estimate-direction = Sentido
estimate-flow = { $state ->
        [export] Exportación
       *[other] Importación
    }
estimate-day = Normas y tipos de cambio del
estimate-known = Según lo publicado hasta
estimate-until = Se conserva hasta
estimate-line = Línea { $value }: { $code }
estimate-country = País
estimate-value = { $value ->
        [customs-value] Valor en aduana
        [fob-value] Valor franco a bordo
        [freight] Flete
        [insurance] Seguro
        [retail-price] Precio al por menor
       *[other] { $value }
    }
estimate-quantity = Cantidad
estimate-documents = Documentos disponibles
estimate-additional-codes = Códigos adicionales
estimate-claim = Solicitado
estimate-answer = { $state ->
        [yes] Sí
       *[other] No
    }
estimate-tax = Impuesto y ley
estimate-rate = Tipo y base
estimate-amount = Importe
estimate-share = La parte de esta línea en un importe común a varias líneas
estimate-line-total = Total de la línea
estimate-needed = También se exige, y no está contado aquí
estimate-control = { $state ->
        [prohibition] Prohibido:
        [supplementary-unit] Declare también esta unidad:
       *[other] Permiso, certificado o ensayo:
    }
estimate-exchange = Tipos de cambio
estimate-exchange-rate = 1 { $code } son { $value } { $current }, desde el { $from } { $until ->
        [none] sin fin fijado
       *[other] y antes del { $until }
    } ({ $act })
estimate-left-out = No incluye lo que los organismos cobran por sus servicios, el almacenaje, el transporte ni nada que esta página no nombre.
estimate-again = Para calcularla con las normas de hoy o compararla con una liquidación, dé su código en la aplicación o en el servicio de información.
estimate-unknown-title = No existe esa estimación
estimate-not-found = No se conserva ninguna estimación con este código. Compárelo signo por signo con el que recibió, o haga la estimación de nuevo.
estimate-over-title = Esta estimación ha vencido
estimate-over = Se conservó hasta su último día, que ya pasó. Las normas y los tipos pueden haber cambiado: hágala de nuevo.
