using System.Net;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>The sender's own book: what was sent, and every answer to it.</summary>
internal sealed class Ledger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, OutgoingDelivery> _sent = [];
    private readonly Dictionary<string, OutgoingDelivery> _acknowledged = [];
    private readonly List<Answer> _answers = [];
    private (int Count, Action Act)? _at;

    public IReadOnlyList<Answer> Answers
    {
        get
        {
            lock (_lock)
                return [.. _answers];
        }
    }

    /// <summary>The deliveries that were answered 200 at least once.</summary>
    public IReadOnlyList<OutgoingDelivery> Acknowledged
    {
        get
        {
            lock (_lock)
                return [.. _acknowledged.Values];
        }
    }

    public int AcknowledgedCount
    {
        get
        {
            lock (_lock)
                return _acknowledged.Count;
        }
    }

    public bool IsAcknowledged(OutgoingDelivery delivery)
    {
        lock (_lock)
            return _acknowledged.ContainsKey(delivery.Id);
    }

    /// <summary>Acts once, at the moment when so many deliveries are acknowledged.</summary>
    public void AtAcknowledged(int count, Action act)
    {
        lock (_lock)
            _at = (count, act);
    }

    public void Send(OutgoingDelivery delivery)
    {
        lock (_lock)
            _sent[delivery.Id] = delivery;
    }

    public void Record(Answer answer)
    {
        Action? act = null;
        lock (_lock)
        {
            _answers.Add(answer);
            if (answer.IsAcknowledged)
                _acknowledged.TryAdd(answer.Id, _sent[answer.Id]);
            if (_at is { } at && _acknowledged.Count >= at.Count)
                (act, _at) = (at.Act, null);
        }

        act?.Invoke();
    }

    /// <summary>How often each answer came, for a person to read.</summary>
    public string Describe() => string.Join(
        ", ",
        Answers
            .GroupBy(answer => answer.Status switch
            {
                HttpStatusCode.OK => "200 " + (answer.Body.Split('"') is [_, "status", _, var status, ..] ? status : answer.Body),
                { } status => $"{(int)status} {answer.Body}",
                null => "no answer",
            })
            .OrderByDescending(group => group.Count())
            .Take(8)
            .Select(group => $"{group.Count()} x {group.Key}"));
}
