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
