using System.Globalization;
using System.Text.Json;

namespace Spotnana.Webhooks.Examples.Tests.Simulation;

/// <summary>
/// Who is where, by brute force over the JSON of all bookings: asked for each instant at which somebody's state can change.
/// </summary>
internal sealed class WhereaboutsSearch
{
    private static readonly string[] _over = ["CANCELLED_STATUS", "REFUNDED_STATUS", "VOIDED_STATUS"];

    private readonly List<Booking> _bookings;

    public WhereaboutsSearch(IEnumerable<JsonElement> payloads)
    {
        var all = payloads.ToList();
        var replaced = all.SelectMany(payload => Replaced(payload).Where(id => id != Text(payload, "pnrId"))).ToHashSet();
        _bookings = [.. all
            .Where(payload => !_over.Contains(Text(payload, "bookingStatus")) && !replaced.Contains(Text(payload, "pnrId")))
            .Select(payload => new Booking(
                [.. payload.GetProperty("pnrTravelers").EnumerateArray().Select(one => Text(one.GetProperty("userId"), "id"))],
                [.. Moves(payload)], [.. Stays(payload)]))];
    }

    public HashSet<(string Traveler, bool IsOnTheWay)> Who(string place, DateTimeOffset from, DateTimeOffset until)
    {
        var who = new HashSet<(string, bool)>();
        foreach (var booking in _bookings)
        {
            var instants = booking.Moves.SelectMany(move => (DateTimeOffset[])[move.Departs, move.Arrives, move.Departs.AddDays(-1)])
                .Concat(booking.Stays.Select(stay => stay.From)).Where(at => at > from && at < until);
            foreach (var at in instants.Append(from).Append(until))
            {
                foreach (var traveler in booking.Travelers)
                {
                    if (IsThere(booking, place, at))
                        who.Add((traveler, false));
                    if (booking.Moves.Any(move => move.To.Contains(place) && move.Departs <= at && move.Arrives >= at))
                        who.Add((traveler, true));
                }
            }
        }

        return who;
    }

    private static bool IsThere(Booking booking, string place, DateTimeOffset at)
    {
        if (booking.Stays.Any(stay => stay.Place.Contains(place) && stay.From <= at && stay.Until >= at))
            return true;
        var arrived = booking.Moves.LastOrDefault(move => move.Arrives <= at);
        var leaving = booking.Moves.FirstOrDefault(move => move.Departs >= at);
        var isBack = leaving is null && arrived is not null && at <= arrived.Arrives.AddDays(1);
        var isUnderWay = booking.Moves.Any(move => move.Departs < at && move.Arrives > at);
        if (isUnderWay)
            return false;
        return (arrived is not null && (leaving is not null || isBack) && arrived.To.Contains(place))
            || (leaving is not null && leaving.Departs.AddDays(-1) <= at && leaving.From.Contains(place));
    }

    private static IEnumerable<Move> Moves(JsonElement payload)
    {
        if (payload.TryGetProperty("airPnr", out var air))
        {
            var airports = payload.GetProperty("additionalMetadata").GetProperty("airportInfo").EnumerateArray()
                .ToDictionary(airport => Text(airport, "airportCode"));
            foreach (var flight in air.GetProperty("legs").EnumerateArray().SelectMany(leg => leg.GetProperty("flights").EnumerateArray()))
            {
                if (Text(flight, "flightStatus") is "CANCELLED" or "CANCELLED_BY_VENDOR" or "VOIDED" or "REFUNDED")
                    continue;
                var (origin, destination) = (airports[Text(flight, "origin")], airports[Text(flight, "destination")]);
                yield return new Move(
                    [Text(origin, "airportCode"), Text(origin, "cityName")],
                    [Text(destination, "airportCode"), Text(destination, "cityName")],
                    Utc(flight, "departureDateTime", Text(origin, "zoneName")),
                    Utc(flight, "arrivalDateTime", Text(destination, "zoneName")));
            }
        }
        else if (payload.TryGetProperty("railPnr", out var rail))
        {
            foreach (var leg in rail.GetProperty("legInfos").EnumerateArray())
            {
                yield return new Move(
                    Station(leg, "originInfo"), Station(leg, "destinationInfo"), At(leg, "departAt"), At(leg, "arriveAt"));
            }
        }
    }

    private static IEnumerable<Stay> Stays(JsonElement payload)
    {
        if (payload.TryGetProperty("hotelPnr", out var hotel))
        {
            var address = hotel.GetProperty("hotelInfo").GetProperty("address");
            var zone = Text(address, "timezone");
            yield return new Stay([Text(address, "locality")], Utc(hotel, "checkInDateTime", zone), Utc(hotel, "checkOutDateTime", zone));
        }
        else if (payload.TryGetProperty("carPnr", out var car))
        {
            var (pickUp, dropOff) = (Counter(car, "pickupLocation"), Counter(car, "dropOffLocation"));
            yield return new Stay(
                [Text(pickUp, "locality"), Text(pickUp, "locationCode"), Text(dropOff, "locality"), Text(dropOff, "locationCode")],
                Utc(car, "pickupDateTime", Text(pickUp, "timezone")), Utc(car, "dropOffDateTime", Text(dropOff, "timezone")));
        }
    }

    private static IEnumerable<string> Replaced(JsonElement payload)
    {
        foreach (var kind in (string[])["hotelPnr", "carPnr"])
        {
            if (payload.TryGetProperty(kind, out var booking) && booking.TryGetProperty("rebookReference", out var reference))
                return reference.GetProperty("cancelledPnrIds").EnumerateArray().Select(id => id.GetString()!);
        }

        return [];
    }

    private static JsonElement Counter(JsonElement car, string name) => car.GetProperty("carInfo").GetProperty(name).GetProperty("address");

    private static string[] Station(JsonElement leg, string name) =>
        [Text(leg.GetProperty(name), "code"), Text(leg.GetProperty(name), "cityName")];

    private static DateTimeOffset Utc(JsonElement part, string name, string zone)
    {
        var clock = DateTime.ParseExact(
            Text(part.GetProperty(name), "iso8601"), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(clock, TimeZoneInfo.FindSystemTimeZoneById(zone)), TimeSpan.Zero);
    }

    private static DateTimeOffset At(JsonElement part, string name) =>
        DateTimeOffset.Parse(Text(part.GetProperty(name), "iso8601"), CultureInfo.InvariantCulture);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private sealed record Booking(IReadOnlyList<string> Travelers, IReadOnlyList<Move> Moves, IReadOnlyList<Stay> Stays);

    private sealed record Move(string[] From, string[] To, DateTimeOffset Departs, DateTimeOffset Arrives);

    private sealed record Stay(string[] Place, DateTimeOffset From, DateTimeOffset Until);
}
