namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>One setting that holds secrets or values of a required header, read again and again.</summary>
internal abstract class CredentialSource(string key)
{
    private string? _told;

    /// <summary>The setting's key.</summary>
    public string Key => key;

    /// <summary>What is wrong with the present reading, each line with the mend and without any part of a value.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>How many values are in use.</summary>
    public abstract int Count { get; }

    public abstract void Read(SubscriptionsOptions options);

    /// <summary>Takes the present reading into use if it is good.</summary>
    /// <returns>Whether there is something to tell: other values are in use, what is wrong is not what was told before, or nothing is wrong any more.</returns>
    public bool Settle()
    {
        var isChanged = Errors.Count == 0 && Take();
        var state = Errors.Count == 0 ? null : $"{Digest} {string.Join(' ', Errors)}";
        if (state == _told && !isChanged)
            return false;

        _told = state;
        return true;
    }

    /// <summary>Tells one bad content from the next.</summary>
    protected abstract string Digest { get; }

    /// <returns>Whether the values are others than before.</returns>
    protected abstract bool Take();
}

/// <inheritdoc/>
/// <remarks>A reading is used whole or not at all; while the present one cannot be used, what was last found good stays.</remarks>
/// <param name="key">The setting's key.</param>
/// <param name="read">Reads it, out of the present settings or a file.</param>
/// <param name="parse">Makes a value of a text.</param>
internal sealed class CredentialSource<T>(string key, Func<SubscriptionsOptions, CredentialText> read, CredentialParser<T> parse) : CredentialSource(key)
    where T : class, IEquatable<T>
{
    private List<(string Name, T Value)> _found = [];
    private string _digest = "";

    /// <summary>What is in use, each value with the name that messages call it by.</summary>
    public IReadOnlyList<(string Name, T Value)> Good { get; private set; } = [];

    /// <summary>What will be in use if nothing speaks against it.</summary>
    public IReadOnlyList<(string Name, T Value)> Candidates => Errors.Count == 0 ? _found : Good;

    public override int Count => Good.Count;

    protected override string Digest => _digest;

    public override void Read(SubscriptionsOptions options)
    {
        _found = [];
        Errors.Clear();
        var text = read(options);
        _digest = text.Digest;
        if (text.Error is not null)
            Errors.Add(text.Error);

        foreach (var (name, entry) in text.Entries)
        {
            if (parse(entry, out var value) is { } error)
                Errors.Add($"{name} {error}");
            else
                _found.Add((name, value!));
        }
    }

    protected override bool Take()
    {
        var before = Good;
        Good = _found;
        return !before.Select(held => held.Value).SequenceEqual(Good.Select(held => held.Value));
    }
}

/// <returns>What is wrong with a text, without any part of it; null when it gave a value.</returns>
internal delegate string? CredentialParser<T>(string text, out T? value);
