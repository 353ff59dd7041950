"""The first words of the pages that every installation must have; editors change them in the admin."""

LEGAL_TEXTS = {
    "toegankelijkheid": {
        "title": "Toegankelijkheid",
        "intro": "Iedereen moet hier kunnen leren. Ook met een schermlezer, zonder muis of met vergroting.",
        "body": (
            "<h2>Waar we aan voldoen</h2>"
            "<p>AI-leerplein is gemaakt volgens de richtlijnen WCAG 2.2, niveau A en AA, en de Europese norm EN 301 549. "
            "Bij elke wijziging controleert een programma de pagina's. Zo'n controle vindt niet alles. Daarom horen we "
            "het graag als iets niet werkt.</p>"
            "<h2>Wat je kunt verwachten</h2>"
            "<ul><li>Alles werkt met alleen het toetsenbord.</li>"
            "<li>Teksten zijn te vergroten tot 400 procent.</li>"
            "<li>Afbeeldingen en grafieken hebben een beschrijving, grafieken ook een tabel.</li>"
            "<li>Certificaten zijn er als toegankelijke PDF en als Word-bestand.</li></ul>"
            "<h2>Werkt er iets niet?</h2>"
            "<p>Mail toegankelijkheid@ai-leerplein.example. Je krijgt binnen twee werkdagen antwoord. Ben je niet "
            "tevreden met ons antwoord? Dan kun je klagen bij de Nationale ombudsman.</p>"
        ),
    },
    "privacy": {
        "title": "Privacy",
        "intro": "We bewaren alleen wat nodig is om je te laten leren en om te bewijzen dat subsidie goed is besteed.",
        "body": (
            "<h2>Wat we bewaren</h2>"
            "<ul><li>Je naam en e-mailadres, om in te loggen en voor je certificaat.</li>"
            "<li>Welke lessen en toetsen je deed, zodat je verder kunt waar je was.</li>"
            "<li>Waar je werkt, als je cursus met een voucher is betaald.</li></ul>"
            "<h2>Wat je werkgever ziet</h2>"
            "<p>Betaalt je werkgever de cursus, dan ziet die of je bent ingeschreven, hoe ver je bent en of je klaar bent. "
            "Je antwoorden en cijfers ziet je werkgever nooit.</p>"
            "<h2>Wat anderen zien</h2>"
            "<p>Wie je certificaat controleert, ziet je initialen en wat je leerde. Je volledige naam verschijnt pas als "
            "die persoon je achternaam goed intypt.</p>"
            "<h2>Je rechten</h2>"
            "<p>Je mag je gegevens inzien, verbeteren en laten wissen. Mail privacy@ai-leerplein.example. Gegevens over een "
            "voucher moeten we van de wet langer bewaren; dan wissen we wat kan en vertellen we wat blijft.</p>"
        ),
    },
    "over": {
        "title": "Over AI-leerplein",
        "intro": "Het landelijke plein waar werkenden leren over AI.",
        "body": (
            "<p>AI-leerplein brengt cursussen, leergemeenschappen en opleidingsvouchers bij elkaar. Werkenden leren naast "
            "hun baan. Een voucher betaalt een deel van de cursus; de werkgever betaalt de rest. Het doel: 50.000 medewerkers van "
            "10.000 bedrijven die in 2027 met AI kunnen werken.</p>"
            "<p>De software is open: iedereen mag de code lezen, gebruiken en verbeteren onder de licentie EUPL 1.2.</p>"
        ),
    },
}
