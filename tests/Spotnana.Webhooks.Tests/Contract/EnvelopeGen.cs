using System.Text;
using CsCheck;

namespace Spotnana.Webhooks.Tests.Contract;

/// <summary>
/// Bodies as text: every property that matters, now and then absent or odd, in any order, with names and texts escaped at random.
/// </summary>
internal static class EnvelopeGen
{
    private static readonly Gen<string> _odd = Gen.OneOf(
        "null", "true", "5", "-0.5e3", "\"\"", "{}", "[]", "[\"x\"]", "[{\"id\":\"x\"}]", "{\"id\":null}", "{\"id\":{\"id\":7}}",
        "\"a\\u0000b\"");

    private static readonly Gen<string> _id = Gen.Frequency(
        (6, Gen.Int[1, 999].Select(number => $"\"{number}\"")),
        (1, Gen.OneOf(
            "\"Zoë — 東京\"", "\"\\ud83d\\ude00\"", "\"\\u0041\\/\\\"\"", $"\"{new string('x', 200)}\"", $"\"{new string('y', 201)}\"")),
        (1, _odd));

    private static readonly Gen<string> _identity = Gen.OneOf(
        _id,
        _id.Select(id => $$"""{"id":{{id}}}"""),
        _id.Select(id => $$"""{"name":"x","id":{"id":{{id}}} }"""));

    private static readonly Gen<string> _version = Gen.Frequency(
        (4, Gen.Int[0, 99].Select(number => $"{number}")),
        (1, Gen.OneOf("9223372036854775808", "7.0", "7e0", "\"7\"", "-1")),
        (1, _odd));

    private static readonly Gen<string> _timestamp = Gen.Frequency(
        (4, Gen.Int[10, 59].Select(second => $"\"2026-03-02T17:38:{second}.112Z\"")),
        (1, Gen.OneOf("\"1772473087\"", "\"02/03/2026\"", "\"2026-03-02 24:00\"", "1772473087")),
        (1, _odd));

    private static readonly Gen<string> _eventType = Gen.Frequency(
        (9, Gen.OneOf("PNR_V3", "TRIP_DETAILS_V3", "TRAVELER_V2", "PNR_APPROVAL", "AGENT_TASK_DETAILS", "SERVICE_CHARGE")
            .Select(name => $"\"{name}\"")),
        (1, Gen.Const("\"PNR_V4\"")),
        (1, _odd));

    private static readonly Gen<string> _operation = Gen.Frequency(
        (4, Gen.OneOf("\"BOOKING_CREATED\"", "\"FLIGHT_CANCELED\"", "\"UPDATE\"", "\"NEW\\u0045R\"")), (1, _odd));

    private static readonly Gen<string> _userOrganization = Object(("organizationId", _identity), ("userId", _identity));

    private static readonly Gen<string> _travelers =
        List(Object(
            ("businessInfo", Object(("companyInfo", Object(("id", _identity), ("name", _id))), ("legalEntity", _odd))),
            ("userId", _identity)));

    private static readonly Gen<string> _booking = Object(
        ("pnrId", _id), ("version", _version), ("pnrTravelers", _travelers), ("airPnr", _odd));

    private static readonly Gen<string> _payload = Object(
        ("pnrId", _id), ("version", _version), ("pnrTravelers", _travelers), ("data", _booking),
        ("basicTripInfo", Object(("tripId", _id), ("tripName", _id))),
        ("pnrs", List(Object(("pnrId", _id), ("data", _booking)))),
        ("id", _id), ("businessInfo", Object(("organizationRef", _identity), ("email", _id))),
        ("organization", _identity), ("primaryTraveler", Object(("userOrgId", _userOrganization))),
        ("approvers", List(Object(("basicInfo", Object(("userOrgId", _userOrganization)))))),
        ("chargeId", _id), ("entity", Object(("entityId", _id), ("entityType", _odd))),
        ("bookingDetails", Object(("pnrVersion", _version), ("pnrId", _id))), ("userOrgId", _userOrganization));

    private static readonly (string Name, Gen<string> Value)[] _properties =
    [
        ("event_type", _eventType), ("operation", _operation), ("timestamp", _timestamp), ("payload", _payload),
        ("audience", Object(("organizationId", _identity), ("name", _id))), ("operationSummary", _odd), ("extra", _payload),
    ];

    /// <summary>Whole bodies.</summary>
    public static Gen<byte[]> Bodies { get; } =
        Gen.OneOf(Object(_properties), Object([.. _properties, ("eventType", _eventType)])).Select(Encoding.UTF8.GetBytes);

    /// <summary>The same properties of one body in two orders.</summary>
    public static Gen<(byte[] One, byte[] Other)> Reordered { get; } =
        Members(_properties).SelectMany(members => Gen.Shuffle(members.ToArray())
            .Select(shuffled => (Encoding.UTF8.GetBytes(Join(members)), Encoding.UTF8.GetBytes(Join(shuffled)))));

    private static Gen<string> Object(params (string Name, Gen<string> Value)[] properties) =>
        Gen.Frequency((9, Members(properties).SelectMany(members => Gen.Shuffle(members).Select(Join))), (1, _odd));

    private static Gen<string> List(Gen<string> item) =>
        Gen.Frequency((9, Gen.OneOf(item, _odd).Array[0, 3].Select(items => $"[{string.Join(" , ", items)}]")), (1, _odd));

    private static Gen<string[]> Members((string Name, Gen<string> Value)[] properties)
    {
        var members = Gen.Const(Array.Empty<string>());
        foreach (var (name, value) in properties)
        {
            var member = Gen.Select(Gen.Int[0, 9], Gen.Int[0, name.Length - 1], value, (dice, at, text) => dice switch
            {
                0 => null,
                1 => $"\"{name[..at]}\\u{(int)name[at]:x4}{name[(at + 1)..]}\":{text}",
                _ => $"\"{name}\" : {text}",
            });
            members = Gen.Select(members, member, (before, next) => next is null ? before : [.. before, next]);
        }

        return members;
    }

    private static string Join(string[] members) => $"{{{string.Join(",\n", members)}}}";
}
