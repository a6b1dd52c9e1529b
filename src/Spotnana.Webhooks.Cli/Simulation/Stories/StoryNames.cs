using System.Collections.Frozen;
using System.Globalization;

namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>A story's names, ids and days in place of the samples': the same for every event of the story.</summary>
/// <param name="cast">Whom the story is about.</param>
/// <param name="numbering">Where ids come from.</param>
/// <param name="shift">
/// 0, or how far to move in the room for a story's numbers: a second booking made of the same sample needs others.
/// </param>
internal sealed class StoryNames(Cast cast, Numbering numbering, int shift = 0)
{
    public const string Air = "6104417720";
    public const string SplitAir = "6104418055";
    public const string Hotel = "7215330468";
    public const string OtherHotel = "7215330991";
    public const string Car = "8830174625";
    public const string Rail = "9047716238";
    public const string Trip = "4823019957";
    public const string Ticket = "0167489825830";

    public const string SplitTicket = "0167489826204";

    /// <summary>No sample has it: the new ticket of an exchange.</summary>
    public const string NewTicket = "0167480000000";

    /// <summary>No sample has it: the invoice for what a ticket forfeits.</summary>
    public const string PenaltyInvoice = "INV-2026-000000";

    private const int NumbersPerStory = 16;

    // Of the travel agency: the same for all its customers
    private static readonly FrozenSet<string> _agency = FrozenSet.Create(
        "0d90477d-d90c-5e99-930f-9d2acc21a74c", "b00ac00b-4c5d-5de2-aaff-6edc25512695", "9dae397f-8680-5ac4-8b44-4a9cfbc0ecca");

    // Of the organization: arranger, approver, legal entity, cost center, grade, office, department, policies, custom fields
    private static readonly FrozenSet<string> _organization = FrozenSet.Create(
        "bd7511a5-725d-529b-94e6-3b4520d410a6", "e9357837-2880-5e2b-b4f8-9b8fefb6dcab", "3db7639d-bc50-56a1-90c3-24c3bb513ef4",
        "57225b17-e141-5a3f-8499-abab28c040fc", "f2c8ca08-e717-595e-a42e-6b3b4fad4ac5", "a7ded7f8-28b8-5273-ae70-53750c3de896",
        "a9cacc63-6c76-5ef5-a23a-6a1ca8861b1e", "29bd9221-1bce-5b2e-8a8d-45a8fd60c38d", "14630bd8-bd60-5c9e-bdb3-f2400a2f5bfe",
        "54f8ec5a-7c3b-55c2-8be2-8fe07899ec0f", "b53a81b6-59f5-528d-95fd-e47f5f09d2f6", "40797afc-5be3-5059-80e6-600c398abf55",
        "dbd22c1a-7545-5943-97fd-8acb593128ae", "466bf5f1-f9b0-59f8-8468-6421c0408502", "b5db8633-22e5-5f42-956b-8781da833a2b",
        "5370a52e-de04-5d06-bb69-5c5668a019d2");

    public Cast Cast => cast;

    /// <summary>The name, id or day in the story for one in a sample.</summary>
    public string this[string name] => name switch
    {
        "c3a4f420-d5f9-5c94-9cb4-5388959b80a1" => cast.Organization.Id,
        "df9a9c90-112d-52a7-b3a3-2cdc68c8b67f" => cast.Main.Id,
        "d8b6c1bf-52a0-5bf1-9ee2-cf4b97ff0c8d" => cast.Companion.Id,
        "Example Manufacturing" => cast.Organization.Name,
        "Avery" => cast.Main.GivenName,
        "Jordan" => cast.Companion.GivenName,
        "avery.example" => Mail(cast.Main, "example"),
        "AVERY.EXAMPLE" => Mail(cast.Main, "example").ToUpperInvariant(),
        "jordan.sample" => Mail(cast.Companion, "sample"),
        "E-10442" => EmployeeOf(cast.Main),
        "E-10877" => EmployeeOf(cast.Companion),
        _ when _agency.Contains(name) => name,
        _ when _organization.Contains(name) => numbering.Uuid($"{cast.Organization.Id}/{name}"),
        { Length: 36 } => Uuid(name),
        { Length: 10 } when name[4] == '-' => Day(name),
        _ when name.StartsWith("EX", StringComparison.Ordinal) => numbering.Locator(Number(name)),
        _ when name.StartsWith("016", StringComparison.Ordinal) => "016" + numbering.Digits(Number(name), 10),
        _ when name.StartsWith("DBX", StringComparison.Ordinal) => "DBX" + numbering.Digits(Number(Rail), 9) + name[^2..],
        _ when name.Contains("-2026-", StringComparison.Ordinal) => name[..^6] + numbering.Digits(Number(name), 8),
        _ when name[0] == 'K' => "K" + numbering.Digits(Number(name), 9) + "DE1",
        { Length: 8 } => numbering.Digits(Number(name), 8),
        _ => name[0] + numbering.Digits(Number(name), 9),
    };

    /// <summary>An id that belongs to this story alone.</summary>
    public string Uuid(string name) => numbering.Uuid(string.Create(CultureInfo.InvariantCulture, $"{cast.Story}/{shift}/{name}"));

    /// <summary>Names for a second booking made of the same samples; the trip stays the same.</summary>
    public StoryNames Again() => new(cast, numbering, shift + (NumbersPerStory / 2));

    private ulong Number(string name) => ((ulong)cast.Story * NumbersPerStory) + (ulong)(NumberInStory(name) + (name == Trip ? 0 : shift));

    // What the samples name twice for one thing has one number; the story that starts with 6104420916 has no 6104417720
    private static int NumberInStory(string name) => name switch
    {
        Air or "6104418001" or "6104420916" or Trip or "EXA7QW" or "EXB3PT" or "EXV5NB"
            or Ticket or "0167489901277" or "INV-2026-004711" => 0,
        SplitAir or "EXC9SP" or "0167489900311" or "INV-2026-004712" => 1,
        Hotel or "EXH2LM" or "88114203" or SplitTicket or "INV-2026-004730" => 2,
        OtherHotel or "EXH8RB" or "88120977" or NewTicket or "INV-2026-004731" => 3,
        Car or "EXK3CR" or "K2047715DE1" or "CN-2026-000381" => 4,
        Rail or "EXR4K7" or PenaltyInvoice => 5,
        "EXR4M2" => 6,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No sample names this."),
    };

    private string Day(string text)
    {
        const string form = "yyyy-MM-dd";
        var day = DateOnly.ParseExact(text, form, CultureInfo.InvariantCulture).AddDays(cast.Days);
        return day.ToString(form, CultureInfo.InvariantCulture);
    }

    private static string Mail(Traveler traveler, string family) =>
        string.Create(CultureInfo.InvariantCulture, $"{traveler.GivenName.ToLowerInvariant()}.{family}{traveler.Number}");

    private static string EmployeeOf(Traveler traveler) => string.Create(CultureInfo.InvariantCulture, $"E-{20000 + traveler.Number}");
}
