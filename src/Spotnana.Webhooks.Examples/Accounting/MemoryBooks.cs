using Spotnana.Webhooks.Payloads.Parts;

namespace Spotnana.Webhooks.Examples.Accounting;

/// <summary>Books in memory, for tests and for trying out: a table with a unique key does the same in a database.</summary>
public sealed class MemoryBooks : IBooks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, Posted>> _accounts = [];
    private readonly Dictionary<string, long> _versions = [];
    private readonly List<Entry> _entries = [];

    /// <summary>All lines, in the order in which they were written. None is ever changed.</summary>
    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (_lock)
                return [.. _entries];
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> AdvanceAsync(string account, long version, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var isNewest = _versions.GetValueOrDefault(account, version) <= version;
            if (isNewest)
                _versions[account] = version;
            return ValueTask.FromResult(isNewest);
        }
    }

    /// <inheritdoc/>
    public ValueTask PostOnceAsync(string account, string number, Money price, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (AccountOf(account).TryAdd(number, new Posted(price, price with { Amount = 0 })))
                _entries.Add(new Entry(account, number, price));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReverseAsync(string account, string number, Money? returned, CancellationToken cancellationToken)
    {
        lock (_lock)
            Reverse(account, number, returned);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReverseOthersAsync(string account, IReadOnlyCollection<string> numbers, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var (number, posted) in AccountOf(account).Where(posted => !numbers.Contains(posted.Key)).ToList())
                Reverse(account, number, posted.Price);
        }

        return ValueTask.CompletedTask;
    }

    private Dictionary<string, Posted> AccountOf(string account)
    {
        if (!_accounts.TryGetValue(account, out var found))
            _accounts[account] = found = [];
        return found;
    }

    private void Reverse(string account, string number, Money? returned)
    {
        if (!AccountOf(account).TryGetValue(number, out var posted))
            return;
        var reversed = returned ?? posted.Price with { Amount = 0 };
        if (reversed - posted.Reversed is not { Amount: not 0 } difference)
            return;
        AccountOf(account)[number] = posted with { Reversed = reversed };
        _entries.Add(new Entry(account, number, -difference));
    }

    private sealed record Posted(Money Price, Money Reversed);
}
