hs-code-invalid = «{ $value }» no es un código SA: escriba 2, 4, 6, 8 o 10 cifras, por ejemplo 0901 o 0901.21
language-invalid = «{ $value }» no es un código de idioma: escriba dos letras, por ejemplo en, fr o sw
language-unknown = no hay nada publicado en «{ $value }»; elija entre { $allowed }
date-invalid = «{ $value }» no es un día del calendario: escríbalo así: 2026-03-01
date-time-invalid = «{ $value }» no es un instante: escríbalo así: 2026-03-01T12:00:00Z
publication-id-invalid = «{ $value }» no puede designar una publicación
fact-id-invalid = «{ $value }» no puede designar una tasa, un formulario, una oficina, un procedimiento, un aviso o una resolución
decimal-invalid = «{ $value }» no es un importe: escriba un número como 1250 o 1250.50
authority-code-invalid = «{ $value }» no puede ser el código de una autoridad
query-empty = escriba al menos una palabra o un código para buscar
query-too-long = una búsqueda tiene como máximo { $limit } caracteres
query-too-complex = una búsqueda tiene como máximo { $limit } palabras
page-size-invalid = una página contiene de 1 a { $limit } elementos, no { $first }
cursor-invalid = ese cursor no pertenece a esta lista; empiece de nuevo sin él
period-invalid = el último día { $until } no es posterior al primero { $from }
period-too-long = pida como máximo { $limit } días a la vez, no { $found }
version-conflict = otra persona lo ha cambiado: ahora es la versión { $current }, no la { $expected }; léalo de nuevo
request-unknown = ya no se conoce la petición «{ $value }»
export-too-large = la exportación tiene más de { $limit } bytes y no se guarda como archivo
export-busy = la exportación no puede prepararse en este momento, vuelva a pedirla en un minuto
unauthenticated = inicie sesión de nuevo
refresh-token-unknown = inicie sesión de nuevo: este dispositivo ya no se conoce
session-over = su sesión ha terminado, inicie sesión de nuevo
refresh-token-reused = es posible que alguien haya copiado su acceso, por lo que se ha cerrado; inicie sesión de nuevo
session-unknown = no tiene ninguna sesión con ese nombre
proof-required = falta en la solicitud la prueba de este dispositivo; inténtelo de nuevo
proof-invalid = la prueba de este dispositivo no corresponde a la solicitud; inténtelo de nuevo
proof-stale = el reloj de este dispositivo difiere en { $seconds } segundos; ajústelo e inténtelo de nuevo
proof-replayed = la solicitud se envió dos veces; inténtelo de nuevo
phone-invalid = no es un número de móvil: escríbalo con el prefijo de su país, como +999 555 0100 12
sms-country-not-served = no enviamos mensajes a los números que empiezan por +{ $value }: { $dial ->
        [none] acuda a una oficina de aduanas
       *[other] marque { $dial }
    }
code-too-soon = se acaba de enviar una clave: espere { $seconds } segundos antes de pedir otra
code-limit-reached = no se envían más de { $limit } claves al día: pida otra en { $seconds } segundos, o { $dial ->
        [none] acuda a una oficina de aduanas
       *[other] marque { $dial }
    }
sms-busy = se piden demasiadas claves: pida otra en { $seconds } segundos, o { $dial ->
        [none] acuda a una oficina de aduanas
       *[other] marque { $dial }
    }
sms-stopped = por ahora no se envían claves a este número: { $dial ->
        [none] acuda a una oficina de aduanas
       *[other] marque { $dial }
    }
sms-not-sent = no se pudo enviar el mensaje: pídalo de nuevo en un minuto, o { $dial ->
        [none] acuda a una oficina de aduanas
       *[other] marque { $dial }
    }
code-wrong = esa no es la clave; intentos restantes: { $left }
code-expired = esa clave ya no vale: pida una nueva
code-invalid = una clave tiene seis cifras
code-required = hace falta una clave: pídala antes
device-too-new = este dispositivo se conectó por primera vez hace menos de un día: inténtelo después de { $until } o use un dispositivo que ya tenía
phone-taken = ese número ya pertenece a otra persona: pregunte en cualquier aduana
phone-not-proven = ningún número suyo está comprobado: inicie sesión primero con uno
mandate-unknown = no tiene tal mandato
company-unknown = no actúa por ninguna empresa así
company-not-confirmed = la empresa aún no está confirmada: presente sus documentos en cualquier aduana
tin-invalid = un número de contribuyente tiene de 4 a 20 letras y cifras
tin-taken = la empresa con ese número ya está confirmada: pida a sus administradores que le añadan
company-name-invalid = el nombre de una empresa es una línea de 2 a 120 caracteres
consignment-invalid = una referencia de envío tiene de 3 a 35 letras, cifras y - / .
mandate-empty = un mandato tiene que permitir algo
mandate-caps-invalid = indique una sola moneda para los dos límites, y un límite diario no inferior al de un pago
mandate-period-invalid = un mandato empieza ahora o después y termina más tarde, como máximo el { $until }
mandate-oneself = nadie actúa por sí mismo con un mandato
company-last-admin = una empresa conserva al menos un administrador: añada antes otro
mandate-too-many = puede haber { $limit } como máximo: termine antes algunos
mandate-state = no se puede hacer mientras el mandato está en estado { $state }
mandate-frozen = el mandato está suspendido: solo quien lo dio puede reactivarlo
mandate-not-yet = el mandato no vale antes de { $from }
mandate-scope = el mandato no permite esto ({ $act })
mandate-consignment = el mandato es para otro envío
mandate-currency = el mandato solo permite pagos en { $allowed }
mandate-payment-cap = el mandato permite { $limit } por pago como máximo
mandate-day-cap = el mandato permite { $limit } al día, de los que quedan { $left }
mandate-none = no tiene de ellos ningún mandato que lo permita
forbidden = su función no le permite hacer esto: consulte a un administrador de su oficina
person-unknown = no existe esa persona: compruebe el nombre que le dieron
role-grant-unknown = esa función o propuesta ya no existe: consulte la lista de nuevo
second-person-needed = debe aprobarlo otro administrador: no puede hacerlo ni quien propuso la función ni quien la recibe
role-past = la función terminaría antes de empezar: elija un día posterior
admin-exists = ya existe un administrador: pídale la función
machine-unknown = no tiene ninguna cuenta de máquina con ese nombre
machine-key-unknown = esta cuenta de máquina no tiene ninguna clave válida con ese nombre
machine-name-invalid = una cuenta de máquina necesita un nombre de 1 a 60 caracteres en una línea
machine-scopes-missing = elija al menos una cosa que la cuenta de máquina pueda hacer
machine-limit-reached = tiene { $limit } cuentas de máquina, el máximo: retire una que ya no necesite
machine-key-limit-reached = esta cuenta de máquina tiene { $limit } claves, el máximo: revoque antes una
machine-key-invalid = esto no es una clave pública Ed25519 o P-256 en formato JWK: quite la parte privada e inténtelo de nuevo
machine-key-known = esta cuenta de máquina ya tiene esa clave
possession-not-proven = para esto una máquina debe probar su clave: envíe el token como DPoP con una prueba nueva
passkey-refused = no se pudo usar esta llave de acceso aquí: empiece de nuevo o inicie sesión con su número de teléfono
passkey-unknown = no tiene ninguna llave de acceso con ese nombre
passkey-limit-reached = tiene { $limit } llaves de acceso, el máximo: elimine una que ya no use
staff-email-invalid = no es una dirección de correo electrónico: escríbala como nombre@oficina.example
staff-name-invalid = un nombre tiene de 1 a 100 caracteres en una línea
staff-password-unfit = elija una contraseña de 12 a 128 caracteres que no contenga la primera parte de su dirección de correo
staff-token-unknown = este código de activación ya no vale: pida uno nuevo al colega que se lo dio
staff-email-differs = la invitación es para otra dirección de correo: use aquella a la que se envió
staff-email-taken = ya hay una cuenta con esta dirección de correo
staff-exists = ya hay cuentas del personal: pida una invitación a un colega
staff-code-wrong = esa no es la clave: compruebe el reloj de su teléfono y escriba la clave que la aplicación muestra ahora
staff-sign-in-wrong = la dirección de correo, la contraseña y la clave no concuerdan: compruébelas y escriba la próxima clave de la aplicación; si está seguro, use una clave de recuperación
staff-sign-in-later = fallaron demasiados intentos: inténtelo de nuevo en { $seconds } segundos, o en un dispositivo en el que ya inició sesión
staff-second-factor-required = junto con la contraseña, envíe la clave de la aplicación o una clave de recuperación
staff-unknown = no hay ninguna cuenta del personal abierta con ese nombre
staff-session-required = esto es para el personal: inicie sesión con su dirección de correo, su contraseña y la clave de su aplicación
staff-oidc-off = aquí no se puede iniciar sesión con el proveedor de identidad de su oficina: use su contraseña y la clave de su aplicación
staff-oidc-refused = el proveedor de identidad de su oficina no confirmó ninguna cuenta del personal: empiece de nuevo en el mismo dispositivo y, si no tiene cuenta, pida una invitación a un colega
unavailable = no disponible por el momento, inténtelo más tarde
storage-full = por el momento no se puede guardar nada, inténtelo más tarde
storage-read-only = por el momento no se puede guardar nada, inténtelo más tarde
rate-limited = fueron demasiadas consultas seguidas: espere { $seconds } segundos e inténtelo de nuevo
erasure-holds-office = usted ejerce un cargo aquí, y los actos de los funcionarios se conservan: diríjase a la administración
origin-input-invalid = { $value } no es un régimen, un país ni una pregunta que se pueda usar aquí: envíelo tal como lo recibió, con una respuesta adecuada
origin-country-not-member = { $value } no está en este régimen, así que lo que se hace allí no puede acogerse a él: sus miembros son { $allowed }
origin-amount-invalid = el importe de { $value } no se puede usar: los importes son cero o más, y un precio o un peso es más que cero
origin-input-too-long = son { $found } líneas y caben { $limit } como máximo: sume las materias pequeñas del mismo código
classification-answer-invalid = { $value } no es una pregunta hecha aquí, o no una respuesta ofrecida: envíe ambas tal como las recibió
classification-answers-too-many = son { $found } respuestas y se hacen como máximo { $limit } preguntas: empiece de nuevo con una descripción más completa
enquiry-unknown = no hay tal consulta, o la referencia y el PIN no corresponden: compruebe ambos
enquiry-locked = demasiados intentos fallidos: pruebe de nuevo en { $seconds } segundos
enquiry-state = esto no es posible mientras la consulta esté { $state }
enquiry-version-conflict = alguien cambió la consulta desde que la leyó: léala de nuevo (versión { $current }, usted tenía { $expected })
enquiry-text-invalid = escriba de 1 a { $limit } caracteres
enquiry-key-invalid = la clave de su aplicación debe tener de 22 a 64 letras y cifras sacadas al azar
enquiry-key-reused = esta clave se usó para otra consulta: saque una nueva
enquiry-email-invalid = eso no es una dirección de correo: escríbala como nombre@oficina.example
enquiry-name-invalid = un nombre tiene de 1 a 100 caracteres en una línea
enquiry-too-many = puede haber { $limit } como máximo: pruebe mañana, o termine antes alguna
enquiry-channel-invalid = esta vía no se puede usar aquí: elija otra
enquiry-reminders-missing = recuérdeselo antes { $limit } veces; van { $found }
enquiry-conflict-of-interest = este funcionario tiene un interés en la consulta y no debe responderla: elija otro
enquiry-duplicate-invalid = una consulta no es su propio duplicado: indique la anterior
enquiry-second-person = debe aprobarlo otra persona: no quien escribió la respuesta
enquiry-supervisor-needed = para esto hace falta un supervisor
enquiry-not-assigned = otro funcionario tiene esta consulta: pregúntele a él o a un supervisor
enquiry-queue-unknown = no hay tal cola: mire la lista
enquiry-queue-invalid = una cola tiene un nombre en minúsculas, cifras y guiones, y un título de 1 a 100 caracteres
enquiry-officer-unknown = esta persona no tiene función en la mesa: pregunte a un administrador
enquiry-nobody-free = ningún funcionario libre conoce este idioma y tema: pregunte a un supervisor
enquiry-personal-left = quite lo que dice quién preguntó: nombres, números, direcciones de correo
enquiry-public-reply-unknown = nadie escribió un texto público de esta respuesta: escríbalo primero
enquiry-public-reply-state = este texto se está publicando, ya está, o está escrito en ese idioma: léalo de nuevo
enquiry-translations-missing = faltan { $found } traducciones: añádalas primero
enquiry-publication-taken = con este nombre se publica otra cosa: elija otro
enquiry-public-text-invalid = dé un nombre, un título de 1 a 200 caracteres y la ley en que se apoya
enquiry-gap-unknown = no existe esa laguna: mire la lista
enquiry-gap-closed = esta laguna está cerrada
enquiry-gap-place = nombre la publicación o el lugar de la respuesta; lo que no es público no lo tiene
