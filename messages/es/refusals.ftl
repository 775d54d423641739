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
device-too-new = este dispositivo se conectó por primera vez hace menos de un día: inténtelo después de { $until } o use un dispositivo que ya tenía
phone-taken = ese número ya pertenece a otra persona: pregunte en cualquier aduana
phone-not-proven = ningún número suyo está comprobado: inicie sesión primero con uno
unavailable = no disponible por el momento, inténtelo más tarde
storage-full = por el momento no se puede guardar nada, inténtelo más tarde
storage-read-only = por el momento no se puede guardar nada, inténtelo más tarde
rate-limited = fueron demasiadas consultas seguidas: espere { $seconds } segundos e inténtelo de nuevo
erasure-holds-office = usted ejerce un cargo aquí, y los actos de los funcionarios se conservan: diríjase a la administración
