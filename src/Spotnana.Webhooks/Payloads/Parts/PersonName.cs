using Spotnana.Webhooks.Payloads.Reading;

namespace Spotnana.Webhooks.Payloads.Parts;

/// <summary>A person's name.</summary>
public sealed record PersonName
{
    /// <summary>The given name.</summary>
    public string? Given { get; init; }

    /// <summary>The middle name.</summary>
    public string? Middle { get; init; }

    /// <summary>The family name, or the first of two.</summary>
    public string? Family { get; init; }

    /// <summary>The second family name.</summary>
    public string? SecondFamily { get; init; }

    /// <summary>What the person wants to be called.</summary>
    public string? Preferred { get; init; }

    /// <summary>For people: <c>Avery Example</c>.</summary>
    public override string ToString() => string.Join(' ', new[] { Given, Middle, Family, SecondFamily }.OfType<string>());

    internal static PersonName? Read(Node node) => node.IsAbsent ? null : new PersonName
    {
        Given = node["given"u8].Text,
        Middle = node["middle"u8].Text,
        Family = node["family1"u8].Text,
        SecondFamily = node["family2"u8].Text,
        Preferred = node["preferred"u8].Text,
    };
}
