using Spotnana.Webhooks.Cli.Certification.Sending;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>
/// The signature is verified over the bytes as they came. Each check sends what one kind of reading and writing again would change.
/// </summary>
internal static class RawBodyChecks
{
    private const string Says = "The raw body must be used: JSON that was read and written again may differ from what was signed.";

    private static readonly string[] _text = ["payload", "basicTripInfo", "tripName"];
    private static readonly string[] _number = ["payload", "totalFare", "amount"];

    public static IReadOnlyList<Check> All { get; } =
    [
        Create(
            "raw-white-space",
            "White space is kept",
            ("a body without white space", bodies => bodies.Compact()),
            ("a body with line ends, indentation and a blank line at its end", bodies => bodies.Indented())),
        Create("raw-key-order", "The order of names is kept", ("a body with its names in the reverse order", bodies => bodies.Reversed())),
        Create(
            "raw-utf8", "UTF-8 is kept",
            ("a body with accents, Japanese and an emoji in UTF-8", bodies => bodies.WithRaw("\"Zoë — 東京 🛫\"", _text))),
        Create("raw-escapes", "Escapes are kept", (@"a body with \u00eb, \/ and \u0041", bodies => bodies.WithRaw("""
            "Zo\u00eb SFO\/BER \u0041"
            """, _text))),
        Create(
            "raw-numbers",
            "The spelling of numbers is kept",
            ("a body with the amount 120.00", bodies => bodies.WithRaw("120.00", _number))),
    ];

    private static Check Create(string id, string title, params (string What, Func<TestBodies, byte[]> Body)[] deliveries) => new(
        id,
        title,
        Says,
        Sources.Authentication,
        (receiver, cancellationToken) => receiver.ExpectAcceptedAsync(
            cancellationToken,
            [.. deliveries.Select(delivery => receiver.Drafts.Delivery(delivery.What, delivery.Body(receiver.Drafts.Bodies)))]));
}
