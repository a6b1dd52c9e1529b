using System.Globalization;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>Organizations, their travelers, and all that happens to them: a pure function of its settings.</summary>
/// <param name="Organizations">The travel agency's customers.</param>
/// <param name="Travelers">Of all organizations, at least two of each.</param>
/// <param name="Events">In the order in which they happen.</param>
/// <param name="Unknown">How many of them have a name that this version does not know.</param>
internal sealed record World(
    IReadOnlyList<Organization> Organizations, IReadOnlyList<Traveler> Travelers, IReadOnlyList<SimulatedEvent> Events, int Unknown)
{
    /// <summary>The day of the samples' first event. Everything moves with the day on which the world starts.</summary>
    public static readonly DateOnly SamplesStart = new(2026, 7, 20);

    // Profiles are created in the first two weeks of the samples' calendar, the samples' first booking is two weeks after their first
    // profile
    private const int DaysOfProfiles = 14;
    private const int DaysOfBookings = 28;

    private static readonly string[] _companies =
        ["Example Manufacturing", "Sample Logistics", "Placeholder Foods", "Fictional Energy", "Specimen Labs"];
    private static readonly string[] _givenNames =
    [
        "Alex", "Blair", "Cameron", "Dana", "Emery", "Finley", "Harper", "Indigo", "Jamie", "Kendall", "Logan", "Noel", "Parker", "Quinn",
        "Rowan", "Taylor",
    ];


    /// <param name="bookings">How many lifecycles of bookings.</param>
    /// <param name="organizations">How many organizations.</param>
    /// <param name="seed">Equal seeds make equal worlds.</param>
    /// <param name="unknown">How many events with unknown names come on top, as a fraction of all others.</param>
    /// <param name="start">The first day.</param>
    public static World Create(int bookings, int organizations, int seed, double unknown, DateOnly start)
    {
        var random = new Random(seed);
        var numbering = new Numbering(seed);
        var shift = start.DayNumber - SamplesStart.DayNumber;
        var companies = Enumerable.Range(0, organizations)
            .Select(i => new Organization(numbering.Uuid(Name("organization", i)), CompanyName(i)))
            .ToList();
        var travelers = Enumerable.Range(0, Math.Max(2 * organizations, (bookings + 1) / 2))
            .Select(i => new Traveler(
                i, numbering.Uuid(Name("traveler", i)), _givenNames[i % _givenNames.Length], companies[i % organizations]))
            .ToList();

        var events = new List<SimulatedEvent>();
        var stories = 0;
        foreach (var traveler in travelers)
            Tell(TravelerStories.Profile, traveler, traveler, random.Next(DaysOfProfiles));

        var deck = Lifecycle.All.SelectMany(lifecycle => Enumerable.Repeat(lifecycle, lifecycle.Weight)).ToArray();
        for (var booking = 0; booking < bookings; booking++)
        {
            // Dealt like cards, so that each lifecycle comes even in a short run
            if (booking % deck.Length == 0)
                random.Shuffle(deck);
            TellOfSomebody(deck[booking % deck.Length].Tell);
        }

        var unknowns = (int)Math.Round(unknown * events.Count);
        for (var left = unknowns; left > 0; left--)
            TellOfSomebody(left % 2 == 0 ? UnknownStories.EventType : UnknownStories.Operation);

        return new World(companies, travelers, [.. events.OrderBy(happened => happened.OccurredAt)], unknowns);

        void TellOfSomebody(Action<Story> tell)
        {
            var main = travelers[random.Next(travelers.Count)];
            var colleagues = travelers.Count / organizations;
            var companion = travelers[(main.Number + (organizations * random.Next(1, colleagues))) % (colleagues * organizations)];
            Tell(tell, main, companion, random.Next(DaysOfBookings));
        }

        void Tell(Action<Story> tell, Traveler main, Traveler companion, int days) =>
            tell(new Story(new StoryNames(new Cast(stories++, main, companion, shift + days), numbering), random, events));
    }

    private static string CompanyName(int number) =>
        number < _companies.Length ? _companies[number] : Name(_companies[number % _companies.Length], number);

    private static string Name(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what} {number}");
}
