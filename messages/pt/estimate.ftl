estimate-title = Estimativa { $code }
estimate-heading = Quanto custarão estas mercadorias
estimate-notice = Isto é informação e não uma decisão. A alfândega decide o que é devido quando as mercadorias são declaradas; esta página mostra o que as regras publicadas dão para o que foi dito aqui.
estimate-total = Total
estimate-code = Código
estimate-direction = Sentido
estimate-flow = { $state ->
        [export] Exportação
       *[other] Importação
    }
estimate-day = Regras e taxas de câmbio de
estimate-known = Conforme publicado até
estimate-until = Guardada até
estimate-line = Linha { $value }: { $code }
estimate-country = País
estimate-value = { $value ->
        [customs-value] Valor aduaneiro
        [fob-value] Valor franco a bordo
        [freight] Frete
        [insurance] Seguro
        [retail-price] Preço de retalho
       *[other] { $value }
    }
estimate-quantity = Quantidade
estimate-documents = Documentos disponíveis
estimate-additional-codes = Códigos adicionais
estimate-claim = Pedido
estimate-answer = { $state ->
        [yes] Sim
       *[other] Não
    }
estimate-tax = Imposto e lei
estimate-rate = Taxa e base
estimate-amount = Montante
estimate-share = A parte desta linha num montante comum a várias linhas
estimate-line-total = Total da linha
estimate-needed = Também exigido, e não contado aqui
estimate-control = { $state ->
        [prohibition] Proibido:
        [supplementary-unit] Declare também esta unidade:
       *[other] Licença, certificado ou ensaio:
    }
estimate-exchange = Taxas de câmbio
estimate-exchange-rate = 1 { $code } são { $value } { $current }, desde { $from } { $until ->
        [none] sem fim fixado
       *[other] e antes de { $until }
    } ({ $act })
estimate-left-out = Não inclui o que os organismos cobram pelos seus serviços, a armazenagem, o transporte nem nada que esta página não nomeie.
estimate-again = Para a calcular pelas regras de hoje ou a comparar com uma liquidação, dê o seu código na aplicação ou no ponto de informação.
estimate-unknown-title = Não existe tal estimativa
estimate-not-found = Nenhuma estimativa está guardada com este código. Compare-o sinal a sinal com o que recebeu, ou faça a estimativa de novo.
estimate-over-title = Esta estimativa terminou
estimate-over = Foi guardada até ao seu último dia, que já passou. As regras e as taxas podem ter mudado: faça-a de novo.
