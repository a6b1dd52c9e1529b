using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A telephone number.</summary>
/// <param name="Number">As it was typed in, else with the country's code in front.</param>
/// <param name="Type">A word such as <c>MOBILE</c>.</param>
public sealed record PhoneNumber(string Number, string? Type)
{
    internal static PhoneNumber? Read(Node node)
    {
        if (node.IsAbsent)
            return null;
        var number = node["rawInput"u8].Text
            ?? (node["nationalNumber"u8].Text is { } national ? $"+{node["countryCode"u8].Text}{national}" : null);
        return number is null ? null : new PhoneNumber(number, node["type"u8].Text);
    }
}
