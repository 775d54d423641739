# What a payer reads of a payment, by where it stands.
payment-state-created = Ainda nada lhe foi pedido. Escolha como pagar.
payment-state-awaiting-payer = É a sua vez: termine o pagamento antes de { $until }.
payment-state-submitted = O pagamento está com o prestador. Não pague outra vez: aqui se diz o que resulta dele.
payment-state-authorised = O dinheiro está reservado e ainda não foi cobrado. Não pague outra vez.
payment-state-capture-pending = O dinheiro está a ser cobrado. Não pague outra vez.
payment-state-captured = Pago. Pode mostrar o seu recibo a qualquer pessoa.
payment-state-unknown = O prestador não nos respondeu. Não pague outra vez: continuamos a perguntar e o que soubermos aparece aqui.
payment-state-conflicted = O prestador comunica uma soma diferente da que lhe foi pedida. Não pague outra vez: um funcionário examina o caso.
payment-state-declined = O prestador não aceitou esta tentativa e nada foi cobrado. Pode tentar de novo.
payment-state-cancel-pending = O pagamento está a ser cancelado. Não pague outra vez antes de ser certo que nada foi cobrado.
payment-state-cancelled = Cancelado. Nada foi cobrado por este aviso.
payment-state-expire-pending = O prazo deste pagamento terminou. Não pague outra vez antes de ser certo que nada foi cobrado.
payment-state-expired = O prazo deste pagamento terminou antes de ter pago. Nada foi cobrado; pode pagar de novo.
payment-state-capture-error = O dinheiro está reservado e não pôde ser cobrado. Não pague outra vez: um funcionário examina o caso.
parts-plan-open = Pago em partes até { $until }: faltam { $owed }. Nada é libertado antes de tudo estar pago. O que não estiver completo até lá volta para quem o pagou.
parts-plan-complete = Todas as partes foram pagas.
parts-plan-expired = O último dia passou antes de todas as partes serem pagas. O que foi pago volta para quem o pagou, e toda a soma é de novo devida.
parts-plan-withdrawn = O plano foi retirado. O que foi pago volta para quem o pagou, e toda a soma é de novo devida.
parts-plan-void = A alfândega retirou o aviso. O que foi pago volta para quem o pagou.
receipt-valid = Este recibo é nosso e não foi alterado. Diz o que estava pago quando foi emitido.
receipt-not-valid = Não é um recibo nosso, ou foi alterado. Não confie nele.
receipt-page-title = Recibo { $code }
receipt-page-heading = Recibo
receipt-page-copy = Cópia impressa. O recibo é o que o código quadrado contém: qualquer pessoa pode verificá-lo, mesmo sem rede.
receipt-page-total = Pago
receipt-page-number = Número
receipt-page-issued = Emitido
receipt-page-notice = Aviso de pagamento
receipt-page-declaration = Declaração
receipt-page-debtor = Devido por
receipt-page-provider = Pago através de
receipt-page-law = Lei
receipt-page-code = Código
receipt-page-tax = { $state ->
        [duty] Direito aduaneiro
        [vat] Imposto sobre o valor acrescentado
        [excise] Imposto especial de consumo
        [penalty] Multa
       *[interest] Juros
    }
receipt-page-fee = Taxas de { $value }
receipt-page-qr = O recibo assinado como código QR, para digitalizar
credit-page-title = Nota de crédito { $code }
credit-page-heading = Nota de crédito
credit-page-mark = Isto não é um recibo: indica que dinheiro de um recibo foi devolvido ou retirado. Cópia impressa. A nota de crédito é o que o código quadrado contém: qualquer pessoa pode verificá-la, mesmo sem rede.
credit-page-total = Devolvido
credit-page-receipt = Recibo em causa
credit-page-why = Motivo
credit-page-reason = { $state ->
        [repaid] O dinheiro foi devolvido
        [cancelled] O recibo foi emitido por engano
       *[reversed] O prestador retirou o dinheiro
    }
credit-page-provider = Devolvido através de
credit-page-qr = A nota de crédito assinada como código QR, para digitalizar
receipt-page-unknown-title = Não existe esse recibo
receipt-page-unknown = Não há nenhum recibo com este código. Compare cada letra e cada algarismo com o que recebeu.
repayment-state-requested = Os funcionários examinam-no. Aqui se diz o que resulta dele.
repayment-state-rejected = Um funcionário recusou-o. Pergunte o motivo na repartição ou peça de novo com o que falta.
repayment-state-approved = Está aprovado e está a ser enviado.
repayment-state-submitted = Está a caminho. Os bancos podem levar alguns dias.
repayment-state-succeeded = Foi pago. A nota de crédito di-lo.
repayment-state-failed = Não pôde ser pago, ou voltou. Continua a ser-lhe devido: os funcionários escolhem outra via.
repayment-state-unknown = Foi enviado e ainda não voltou nada claro. Não é enviado duas vezes: continuamos a perguntar.
claim-state-lodged = Os funcionários decidem. Aqui se diz até quando.
claim-state-waiting-for-trader = Um funcionário pede-lhe mais. O prazo da decisão para até que o acrescente.
claim-state-decided = Está decidida. Veja cada um dos seus reembolsos.
claim-state-paid = Tudo o que foi aprovado foi pago.
claim-state-withdrawn = Retirou-a. Já nada se pede dela.
repayment-rejection-nothing-overpaid = O que foi pago era devido.
repayment-rejection-not-proved = Os documentos não provam o que a reclamação diz.
repayment-rejection-conditions-not-met = As condições do regime ou da isenção não foram cumpridas.
repayment-rejection-too-late = Foi reclamado depois do prazo que a lei dá.
repayment-rejection-not-entitled = Outra pessoa tem direito ao dinheiro.
repayment-rejection-given-back-already = Já foi devolvido, ou é-o por outra reclamação.
repayment-rejection-withdrawn = A reclamação foi retirada.
repayment-appeal = Pode recorrer: primeiro à administração que decidiu, depois a uma autoridade independente ou a um tribunal (artigo 4.º do AFC da OMC). Pergunte ao ponto de informação onde e até quando.
receipt-partly-repaid = Este recibo é nosso e não foi alterado. Uma parte do dinheiro foi devolvida depois.
receipt-repaid = Este recibo é nosso e não foi alterado, mas todo o dinheiro foi devolvido depois. Já não prova nenhum pagamento.
receipt-reversed = Este recibo é nosso e não foi alterado, mas o prestador retirou o dinheiro depois. Já não prova nenhum pagamento.
demand-not-named = O aviso não diz que taxa publicada é «{ $code }». Pergunte antes de pagar: não pode ser cobrada nenhuma taxa que não esteja publicada.
demand-not-published = Nenhuma taxa está publicada com o nome que o aviso dá para «{ $code }». Pergunte antes de pagar: não pode ser cobrada nenhuma taxa que não esteja publicada.
demand-published-later = «{ $code }» foi publicada em { $from }, depois da liquidação. Pergunte antes de pagar: nenhuma taxa pode ser cobrada antes de ser publicada.
demand-other-authority = A taxa publicada que o aviso nomeia para «{ $code }» é de outra autoridade que não { $value }. Pergunte antes de pagar.
demand-question = No aviso de pagamento { $reference } pedem-me a taxa «{ $code }» de { $value }. Onde foi publicada antes da liquidação, e ao abrigo de que lei pode ser cobrada?
assessment-question = O aviso de pagamento { $reference } difere da minha estimativa { $code }, e { $left } da diferença não tem razão. Peço que revejam a liquidação.
