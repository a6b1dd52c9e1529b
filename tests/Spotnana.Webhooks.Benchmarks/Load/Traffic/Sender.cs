using System.Diagnostics;
using System.Net.Sockets;

namespace Spotnana.Webhooks.Benchmarks.Load.Traffic;

/// <summary>
/// Sends by one thread over kept connections and measures the answers. At a fixed rate a latency counts from the time at which the request
/// was due, not from when a connection was free: a server that stops for a second is seen by all requests of that second.
/// </summary>
internal sealed class Sender(RequestTemplate template, int port, int connections)
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _longestWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a plan on a thread of its own.</summary>
    public Task<TrafficResult> SendAsync(TrafficPlan plan, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            using var run = new Run(template, port, connections, plan);
            return run.Send(cancellationToken);
        },
        cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed class Run : IDisposable
    {
        private readonly RequestTemplate _template;
        private readonly TrafficPlan _plan;
        private readonly Connection[] _connections;
        private readonly Stack<Connection> _idle = [];
        private readonly Epoll _epoll = new();
        private readonly System.Security.Cryptography.IncrementalHash _hash;
        private readonly TrafficResult _result = new();
        private readonly long _interval;
        private readonly byte[] _signature = new byte[RequestTemplate.SignatureLength];
        private long _due;
        private long _end;

        public Run(RequestTemplate template, int port, int connections, TrafficPlan plan)
        {
            (_template, _plan) = (template, plan);
            _hash = template.NewHash();
            _interval = plan.Rate is { } rate ? (long)(Stopwatch.Frequency / rate) : 0;
            _connections = [.. Enumerable.Range(0, connections).Select(_ => new Connection(port, template.Copy()))];
            for (var i = 0; i < connections; i++)
            {
                _epoll.Watch(_connections[i].Open(), i);
                _idle.Push(_connections[i]);
            }
        }

        public TrafficResult Send(CancellationToken cancellationToken)
        {
            using var self = Process.GetCurrentProcess();
            var processor = self.TotalProcessorTime;
            var start = Stopwatch.GetTimestamp();
            _due = start;
            _end = start + (long)(_plan.Duration.TotalSeconds * Stopwatch.Frequency);
            var giveUp = _end + (long)(_grace.TotalSeconds * Stopwatch.Frequency);

            Span<int> changed = stackalloc int[64];
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var now = Stopwatch.GetTimestamp();
                SendDue(now);
                if (now >= _end && (_idle.Count == _connections.Length || now >= giveUp))
                    break;
                var count = _epoll.Wait(Patience(now), changed);
                foreach (var index in changed[..count])
                    GoOn(index);
            }

            self.Refresh();
            if (_idle.Count < _connections.Length)
                _result.AddFailure(0, _connections.Length - _idle.Count);
            _result.Processor = self.TotalProcessorTime - processor;
            _result.Duration = _plan.Duration;
            if (_interval > 0)
                _result.Unsent = Math.Max(0, (_end - _due) / _interval);
            return _result;
        }

        public void Dispose()
        {
            foreach (var connection in _connections)
                connection.Dispose();
            _epoll.Dispose();
            _hash.Dispose();
        }

        private void SendDue(long now)
        {
            while (now < _end && _idle.Count > 0 && _due <= now)
            {
                Send(_idle.Pop(), _interval > 0 ? _due : now);
                if (_interval > 0)
                    _due += _interval;
                else
                    now = Stopwatch.GetTimestamp();
            }
        }

        private TimeSpan Patience(long now)
        {
            var until = Math.Min(_end, _idle.Count > 0 && _interval > 0 ? _due : long.MaxValue);
            var patience = until > now ? Stopwatch.GetElapsedTime(now, until) : now < _end ? TimeSpan.Zero : _longestWait;
            return patience < _longestWait ? patience : _longestWait;
        }

        private void Send(Connection connection, long due)
        {
            var number = _plan.First + _result.Used++;
            _template.Write(connection.Request, number);
            if (!_plan.Pool.TryRead(number, out var signature))
            {
                _template.Sign(connection.Request, _hash, _signature);
                signature = _signature;
            }

            _template.WriteSignature(connection.Request, signature);
            if (!connection.Send(due))
                Fail(connection);
        }

        private void GoOn(int index)
        {
            var connection = _connections[index];
            var wasBusy = connection.IsBusy;
            if (!connection.GoOn(out var answer))
            {
                if (wasBusy)
                    Fail(connection);
                else
                    Reopen(connection);
                return;
            }

            if (answer.Status == 0)
                return;

            var now = Stopwatch.GetTimestamp();
            if (answer.Status == 200)
            {
                _result.Answered++;
                _result.InTime += now <= _end ? 1 : 0;
                _result.Latencies.Add(Stopwatch.GetElapsedTime(connection.Due, now));
            }
            else
            {
                _result.AddFailure(answer.Status);
            }

            if (answer.Closes)
                Reopen(connection);
            _idle.Push(connection);
        }

        private void Fail(Connection connection)
        {
            connection.Drop();
            _result.AddFailure(0);
            Reopen(connection);
            _idle.Push(connection);
        }

        private void Reopen(Connection connection)
        {
            try
            {
                _epoll.Watch(connection.Open(), Array.IndexOf(_connections, connection));
            }
            catch (SocketException failure)
            {
                throw new InvalidOperationException("The server is gone.", failure);
            }
        }
    }
}
