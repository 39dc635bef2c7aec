"""Names of the demo company's world: customers, products, warehouses; invented, and plain data."""

from __future__ import annotations

COMPANY = "Nordhafen Industrial Supply GmbH"

COUNTRIES = {
    "DE": ("Germany", "DEU"),
    "AT": ("Austria", "AUT"),
    "CH": ("Switzerland", "CHE"),
    "NL": ("Netherlands", "NLD"),
    "BE": ("Belgium", "BEL"),
    "FR": ("France", "FRA"),
    "ES": ("Spain", "ESP"),
    "PT": ("Portugal", "PRT"),
    "IT": ("Italy", "ITA"),
    "DK": ("Denmark", "DNK"),
    "SE": ("Sweden", "SWE"),
    "NO": ("Norway", "NOR"),
    "FI": ("Finland", "FIN"),
    "PL": ("Poland", "POL"),
    "CZ": ("Czechia", "CZE"),
    "IE": ("Ireland", "IRL"),
    "GB": ("United Kingdom", "GBR"),
    "US": ("United States", "USA"),
}

# name, city, postal code, street, country. The order matters: holds.py gives the first ones their credit stories.
CUSTOMERS: tuple[tuple[str, str, str, str, str], ...] = (
    ("Hellweg Antriebstechnik GmbH", "Dortmund", "44139", "Märkische Straße 58", "DE"),
    ("Van Rijsbergen Marine Services B.V.", "Rotterdam", "3089 JH", "Waalhaven Oostzijde 21", "NL"),
    ("Brightwater Utilities plc", "Leeds", "LS11 9AT", "18 Sovereign Quay", "GB"),
    ("Ateliers Fontanel", "Saint-Étienne", "42000", "7 rue de la Montat", "FR"),
    ("Officine Meccaniche Trevisan S.r.l.", "Vicenza", "36100", "Via dell'Economia 44", "IT"),
    ("Skagerrak Offshore AS", "Kristiansand", "4630", "Andøyveien 9", "NO"),
    ("Grupo Almenara Riegos", "Valencia", "46024", "Camí del Grau 133", "ES"),
    ("Oststeirische Papierfabrik AG", "Gleisdorf", "8200", "Mühlgasse 2", "AT"),
    ("Pomorska Stocznia Remontowa", "Gdynia", "81-339", "ul. Czechosłowacka 3", "PL"),
    ("Kilbride Dairy Co-operative", "Mallow", "P51 F2T4", "Mill Road", "IE"),
    ("Larsen & Thygesen A/S", "Esbjerg", "6700", "Dokvej 14", "DK"),
    ("Vallée Verte Coopérative Agricole", "Angers", "49100", "52 route de Briollay", "FR"),
    ("Hartung Anlagenbau KG", "Kassel", "34123", "Lilienthalstraße 150", "DE"),
    ("Great Basin Minerals, Inc.", "Elko, NV", "89801", "2210 Ruby Vista Drive", "US"),
    ("Zwarthoed Tuinbouwtechniek", "Naaldwijk", "2671 AA", "Middel Broekweg 65", "NL"),
    ("Ostrava Steel Processing s.r.o.", "Ostrava", "702 00", "Vítkovická 3083", "CZ"),
    ("Calder Vale Chemicals Ltd", "Wakefield", "WF1 5PE", "Thornes Wharf Lane", "GB"),
    ("Norrbotten Kraft AB", "Luleå", "972 54", "Varvsgatan 41", "SE"),
    ("Bauwerk Rhein-Neckar GmbH & Co. KG", "Mannheim", "68219", "Besselstraße 26", "DE"),
    ("Lusocerâmica S.A.", "Aveiro", "3800-055", "Rua da Pega 12", "PT"),
    ("Maschinenring Oberland eG", "Weilheim", "82362", "Pütrichstraße 4", "DE"),
    ("Tessenow Wasserwerke", "Schwerin", "19061", "Werkstraße 708", "DE"),
    ("Compagnie Sambre Réfractaires", "Charleroi", "6000", "Quai de Flandre 12", "BE"),
    ("Arve Décolletage SA", "Genève", "1227", "Route des Acacias 48", "CH"),
    ("Saimaa Timber Oy", "Lappeenranta", "53900", "Satamatie 7", "FI"),
    ("Lakeshore Brewing Supply LLC", "Milwaukee, WI", "53204", "611 South Water Street", "US"),
    ("Molino Cascina Bianca", "Cremona", "26100", "Via Milano 15", "IT"),
    ("Drahtwerk Siegtal GmbH", "Siegen", "57072", "Leimbachstraße 91", "DE"),
    ("Fjordlaks Processing AS", "Ålesund", "6008", "Breivika 22", "NO"),
    ("Penhallow Quarries", "St Austell", "PL25 3NQ", "Slades Road", "GB"),
    ("Conservas del Cantábrico S.L.", "Santoña", "39740", "Avenida Carrero 18", "ES"),
    ("Böhringer Textilmaschinen", "Reutlingen", "72766", "Auchtertstraße 10", "DE"),
    ("Delta Pompen en Gemalen N.V.", "Antwerpen", "2030", "Noorderlaan 111", "BE"),
    ("Kraków Tramway Workshops", "Kraków", "31-983", "ul. Ujastek 12", "PL"),
    ("Emmental Käserei-Technik AG", "Langnau", "3550", "Sägestrasse 33", "CH"),
    ("Hallamshire Forge Masters Ltd", "Sheffield", "S9 3XB", "Brightside Lane 240", "GB"),
    ("Fonderies du Doubs", "Besançon", "25000", "12 rue Thomas Edison", "FR"),
    ("Aalborg Cement Service ApS", "Aalborg", "9220", "Rørdalsvej 44", "DK"),
    ("Prairie Line Grain Handling Co.", "Fargo, ND", "58102", "1400 Seventh Avenue North", "US"),
    ("Wienerwald Fördertechnik GmbH", "Purkersdorf", "3002", "Linzer Straße 76", "AT"),
)

# family, sizes (cheapest first), unit price of the smallest in cents, growth per size
FAMILIES: tuple[tuple[str, tuple[str, ...], int, float], ...] = (
    ("Ball valve, brass", ("DN10", "DN15", "DN20", "DN25", "DN32", "DN40", "DN50", "DN65", "DN80", "DN100"), 940, 1.32),
    ("Gate valve, cast iron", ("DN25", "DN32", "DN40", "DN50", "DN65", "DN80", "DN100", "DN125", "DN150", "DN200"), 3850, 1.24),
    ("Flange PN16", ("DN15", "DN20", "DN25", "DN32", "DN40", "DN50", "DN65", "DN80", "DN100", "DN150"), 1120, 1.21),
    (
        "Gasket kit",
        ("EPDM 25", "EPDM 50", "EPDM 80", "NBR 25", "NBR 50", "NBR 80", "FKM 25", "FKM 50", "FKM 80", "PTFE 100"),
        525,
        1.22,
    ),
    ("Shaft seal", ("12 mm", "16 mm", "20 mm", "25 mm", "30 mm", "35 mm", "40 mm", "50 mm", "60 mm", "80 mm"), 1490, 1.25),
    ("Gear motor", ("0.12", "0.18", "0.25", "0.37", "0.55", "0.75", "1.1", "1.5", "2.2", "3.0"), 14900, 1.14),
    ("Conveyor belt roll", ("300", "400", "500", "600", "650", "800", "1000", "1200", "1400", "1600"), 8900, 1.18),
    ("Deep-groove bearing", ("6000", "6002", "6004", "6005", "6006", "6008", "6010", "6012", "6016", "6020"), 460, 1.36),
    ("Hex bolt box A4", ("M6", "M8", "M10", "M12", "M14", "M16", "M18", "M20", "M24", "M30"), 780, 1.24),
    ("Jaw coupling", ("14", "19", "24", "28", "38", "42", "48", "55", "65", "75"), 1680, 1.3),
    ("Pressure gauge", ("0-1", "0-2.5", "0-4", "0-6", "0-10", "0-16", "0-25", "0-40", "0-100", "0-250"), 1950, 1.08),
    ("Hydraulic hose set", ("DN6", "DN8", "DN10", "DN12", "DN16", "DN19", "DN25", "DN31", "DN38", "DN51"), 2240, 1.2),
)

WAREHOUSES = (("Hamburg", "HAM"), ("Duisburg", "DUI"), ("Linz", "LNZ"))
CARRIERS = (("Hansa Spedition", "Road freight", "48.00"), ("Elbe Paketdienst", "Parcel", "12.50"))
SUPPLIERS = ("Gebrüder Wessling Armaturen", "Torino Trasmissioni S.p.A.")
