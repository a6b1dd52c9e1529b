namespace Spotnana.Webhooks.Settings;

/// <summary>
/// One setting that holds secrets and is read again while the service runs: by content, since watchers miss how Kubernetes swaps files.
/// </summary>
/// <remarks>
/// A content is used whole or not at all. <see cref="Read"/> reads it, <see cref="Refuse"/> adds what others have against it, and
/// <see cref="Adopt"/> takes it into use. One caller at a time may do this; anybody may ask for <see cref="InUse"/> meanwhile.
/// </remarks>
/// <typeparam name="T">A value. A secret one should compare in fixed time and not print itself.</typeparam>
/// <param name="key">The setting's key.</param>
/// <param name="read">Reads the present content.</param>
/// <param name="parse">Makes a value of each text.</param>
/// <param name="policy">The rule while the content cannot be used.</param>
public sealed class SecretSource<T>(string key, Func<SecretText> read, SecretParser<T> parse, SecretPolicy policy)
    where T : class, IEquatable<T>
{
    private readonly List<string> _errors = [];
    private IReadOnlyList<(string Name, T Value)> _found = [];
    private volatile IReadOnlyList<(string Name, T Value)> _inUse = [];
    private string _digest = "";
    private string? _told;

    /// <summary>The setting's key.</summary>
    public string Key => key;

    /// <summary>The values that count now, each with the name that messages call it by.</summary>
    public IReadOnlyList<(string Name, T Value)> InUse => _inUse;

    /// <summary>What is wrong with the content as it was last read, each with how to fix it and without any part of a value.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The values that will be in use if nothing more speaks against the content.</summary>
    public IReadOnlyList<(string Name, T Value)> Candidates =>
        _errors.Count == 0 ? _found
        : policy == SecretPolicy.KeepLastGood ? _inUse
        : [];

    /// <summary>Reads the content. What is in use does not change yet.</summary>
    public void Read()
    {
        var text = read();
        List<(string Name, T Value)> found = [];
        _errors.Clear();
        if (text.Error is not null)
            _errors.Add(text.Error);
        foreach (var (name, entry) in text.Entries)
        {
            if (parse(entry, out var value) is { } error)
                _errors.Add($"{name} {error}");
            else
                found.Add((name, value!));
        }

        (_found, _digest) = (found, text.Digest);
    }

    /// <summary>Adds a reason why the content that was read cannot be used: whole sentences, without any part of a value.</summary>
    public void Refuse(string error) => _errors.Add(error);

    /// <summary>Takes what was read into use if it is good, else does as the policy says.</summary>
    /// <returns>Null when there is nothing to tell that was not told before.</returns>
    public SecretNews? Adopt()
    {
        var next = Candidates;
        var isChanged = !next.Select(held => held.Value).SequenceEqual(_inUse.Select(held => held.Value));
        _inUse = next;

        // By the content too: another bad one may have the same errors.
        var wrong = _errors.Count == 0 ? null : $"{_digest} {string.Join(' ', _errors)}";
        if (wrong == _told && !isChanged)
            return null;

        _told = wrong;
        return new SecretNews(key, next.Count, [.. _errors]);
    }
}
